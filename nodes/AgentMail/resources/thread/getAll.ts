import { wordList } from '../../fields/list';
import { ALL_MUST_BE_FOUND, mailFilters, mailQuery } from '../../fields/listFilters';
import { simplifyThread } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many threads',
	description: 'List conversations, newest first',
	api: 'threads.list',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	filters: {
		...mailFilters,
		recipients: wordList({
			displayName: 'Recipients',
			placeholder: 'e.g. jane@example.com',
			description: `Only conversations with a recipient whose address contains this. ${ALL_MUST_BE_FOUND}.`,
		}),
		senders: wordList({
			displayName: 'Senders',
			placeholder: 'e.g. example.com',
			description: `Only conversations with a sender whose address contains this. ${ALL_MUST_BE_FOUND}.`,
		}),
		subject: wordList({
			displayName: 'Subject',
			placeholder: 'e.g. invoice',
			description: `Only subjects that contain this. ${ALL_MUST_BE_FOUND}.`,
		}),
	},
	source: ({ scope }, { recipients, senders, subject, ...filters }) => ({
		path: path`${scope}/threads`,
		entries: 'threads',
		id: 'thread_id',
		query: { ...mailQuery(filters), senders, recipients, subject },
	}),
	simplify: simplifyThread,
});
