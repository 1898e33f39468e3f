import { requirePermission } from '../access/authenticate.mjs';
import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';
import { invalid } from '../errors.mjs';
import type { Key } from '../records.mjs';

/** Those of SDK 0.5.27, and since October 2026 those of Agent Armor and the calendar beta (AgentMail docs: webhook events). */
export const EVENT_TYPES = [
	'message.received',
	'message.received.spam',
	'message.received.blocked',
	'message.received.unauthenticated',
	'message.sent',
	'message.delivered',
	'message.bounced',
	'message.complained',
	'message.rejected',
	'message.opened',
	'domain.verified',
	'message.security.completed',
	'message.security.review',
	'message.security.override',
	'calendar.event.created',
	'calendar.event.updated',
	'calendar.event.deleted',
	'calendar.event.responded',
	'calendar.event.starting',
	'calendar.event.ending',
];

/**
 * Event types that a key may listen to, each once. Spam, blocked and unauthenticated need their label permission, those of
 * calendars their own (AgentMail docs: webhook events, calendar webhooks).
 * @throws ApiError 400 for an unknown type, 403 for a missing permission
 */
export function checkedEventTypes(key: Key, event_types: string[]): string[] {
	event_types.forEach((event_type, index) => {
		if (!EVENT_TYPES.includes(event_type)) {
			throw invalid(['event_types', index], `Unknown event type "${event_type}".`);
		}
		const hidden = HIDDEN_LABELS.find((label) => label.event_type === event_type);
		if (hidden) requirePermission(key, hidden.permission);
		if (event_type.startsWith('calendar.')) requirePermission(key, 'calendar_event_read');
	});
	return [...new Set(event_types)];
}
