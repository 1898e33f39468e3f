import { wordList } from '../../fields/list';
import { mailFilters, mailQuery } from '../../fields/listFilters';
import { simplifyThread } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many threads',
	description: 'List threads, newest first',
	api: 'threads.list',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	filters: {
		...mailFilters,
		recipients: wordList({
			displayName: 'Recipients',
			placeholder: 'e.g. jane@example.com',
			description: 'Only recipients that contain all of these, separated by commas',
		}),
		senders: wordList({
			displayName: 'Senders',
			placeholder: 'e.g. example.com',
			description: 'Only senders that contain all of these, separated by commas',
		}),
	},
	source: ({ scope }, { recipients, senders, ...filters }) => ({
		path: path`${scope}/threads`,
		entries: 'threads',
		id: 'thread_id',
		query: { ...mailQuery(filters), senders, recipients },
	}),
	simplify: simplifyThread,
});
