import { inboxId } from '../../fields/ids';
import { mailFilters, query } from '../../fields/listFilters';
import { simplifyFoundMessage } from '../../mail/summary';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

const { after, before } = mailFilters;

export const search = defineList({
	name: 'Search',
	action: 'Search messages',
	description: 'Search messages by words in sender, recipients, subject and text, best match first',
	api: 'inboxes.messages.search',
	fields: { inboxId, query },
	filters: { after, before },
	source: ({ inboxId, query }, { after, before }) => ({
		path: path`/inboxes/${inboxId}/messages/search`,
		entries: 'messages',
		id: 'message_id',
		query: { q: query, before, after },
	}),
	simplify: simplifyFoundMessage,
});
