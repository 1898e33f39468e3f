import { wordList } from '../../fields/list';
import { mailFilters, mailQuery } from '../../fields/mailFilters';
import { simplifyThread } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many threads',
	description: 'List conversations, newest first',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	filters: {
		...mailFilters,
		recipients: wordList({
			displayName: 'Recipients',
			description: 'Only with recipients that contain all of these',
		}),
		senders: wordList({
			displayName: 'Senders',
			description: 'Only with senders that contain all of these',
		}),
		subject: wordList({
			displayName: 'Subject',
			description: 'Only subjects that contain all of these',
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
