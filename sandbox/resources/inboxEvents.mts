import { holds } from '../access/authenticate.mjs';
import { HIDDEN_LABELS, isReadable } from '../access/hiddenLabels.mjs';
import type { InboxEvent } from '../records.mjs';
import type { Context, Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';

/** The audit log of label changes; other than webhook events it is never delivered (SDK: InboxEvent). */
export const inboxEvents: Resource = {
	name: 'events',
	levels: ['inbox'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/events', permission: 'message_read', answer: list },
	],
};

function list(context: Context) {
	const { store, scope } = context;
	return page(context, {
		name: 'events',
		items: store.labelEvents.filter(
			(event) => event.inbox_id === scope.inbox_id && isShown(context, event),
		),
		id: ({ event_id }) => event_id,
		// Their ids grow with time.
		time: ({ event_id }) => event_id,
	});
}

/** What a label permission hides must not be betrayed by its history. */
function isShown({ store, key }: Context, { inbox_id, message_id, label }: InboxEvent): boolean {
	const hidden = HIDDEN_LABELS.find((candidate) => candidate.label === label);
	if (hidden && !holds(key, hidden.permission)) return false;
	const message = store.message(inbox_id, message_id);
	return !message || isReadable(key, message);
}
