import { inboxId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { ALL_MUST_BE_FOUND, mailFilters, mailQuery } from '../../fields/listFilters';
import { simplifyMessage } from '../../mail/summary';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many messages',
	description: 'List the messages of an inbox, newest first. The text comes with Get only.',
	api: 'inboxes.messages.list',
	fields: { inboxId },
	filters: {
		...mailFilters,
		from: wordList({
			displayName: 'From',
			placeholder: 'e.g. example.com',
			description: `Only from senders that contain this. ${ALL_MUST_BE_FOUND}.`,
		}),
		subject: wordList({
			displayName: 'Subject',
			placeholder: 'e.g. invoice',
			description: `Only subjects that contain this. ${ALL_MUST_BE_FOUND}.`,
		}),
		to: wordList({
			displayName: 'To',
			placeholder: 'e.g. jane@example.com',
			description: `Only with recipients (To, CC or BCC) that contain this. ${ALL_MUST_BE_FOUND}.`,
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
