import { inboxId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { mailFilters, mailQuery } from '../../fields/mailFilters';
import { simplifyMessage } from '../../mail/summary';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many messages',
	description: 'List the messages of an inbox, newest first. The text comes with Get only.',
	fields: { inboxId },
	filters: {
		...mailFilters,
		from: wordList({
			displayName: 'From',
			description: 'Only from senders that contain all of these',
		}),
		subject: wordList({
			displayName: 'Subject',
			description: 'Only subjects that contain all of these',
		}),
		to: wordList({
			displayName: 'To',
			description: 'Only with recipients (To, CC or BCC) that contain all of these',
		}),
	},
	source: ({ inboxId }, { from, to, subject, ...filters }) => ({
		path: path`/inboxes/${inboxId}/messages`,
		entries: 'messages',
		id: 'message_id',
		query: { ...mailQuery(filters), from, to, subject },
	}),
	simplify: simplifyMessage,
});
