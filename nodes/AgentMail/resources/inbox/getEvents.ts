import { ascending } from '../../fields/listFilters';
import { inboxId } from '../../fields/ids';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getEvents = defineList({
	name: 'Get Label Events',
	action: 'Get label events of inbox',
	description: 'List which labels were added to or removed from messages, newest first',
	api: 'inboxes.events.list',
	fields: { inboxId },
	filters: { ascending },
	source: ({ inboxId }, { ascending }) => ({
		path: path`/inboxes/${inboxId}/events`,
		entries: 'events',
		id: 'event_id',
		query: { ascending },
	}),
});
