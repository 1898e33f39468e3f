import { inboxId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { mailFilters, mailQuery } from '../../fields/listFilters';
import { simplifyMessage } from '../../mail/summary';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many messages',
	description: 'List the messages of an inbox, newest first. Use Get to read their text.',
	api: 'inboxes.messages.list',
	fields: { inboxId },
	filters: {
		...mailFilters,
		from: wordList({
			displayName: 'From',
			placeholder: 'e.g. example.com',
			description: 'Only senders that contain all of these, separated by commas',
		}),
		to: wordList({
			displayName: 'To',
			placeholder: 'e.g. jane@example.com',
			description: 'Only recipients (To, CC, BCC) that contain all of these, separated by commas',
		}),
	},
	source: ({ inboxId }, { from, to, ...filters }) => ({
		path: path`/inboxes/${inboxId}/messages`,
		entries: 'messages',
		id: 'message_id',
		query: { ...mailQuery(filters), from, to },
	}),
	simplify: simplifyMessage,
});
