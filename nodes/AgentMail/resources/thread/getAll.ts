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
			placeholder: 'e.g. jane@example.com',
			description:
				'Only conversations to whom this is part of the address. Of several, all must be.',
		}),
		senders: wordList({
			displayName: 'Senders',
			placeholder: 'e.g. example.com',
			description: 'Only conversations in which this is part of a sender. Of several, all must be.',
		}),
		subject: wordList({
			displayName: 'Subject',
			placeholder: 'e.g. invoice',
			description: 'Only subjects that contain this. Of several, all must be in it.',
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
