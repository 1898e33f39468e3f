import type { Key, Permission } from '../records.mjs';
import { holds } from './authenticate.mjs';

interface HiddenLabel {
	label: string;
	include: string;
	permission: Permission;
	/** The event a received message with this label causes instead of `message.received`. */
	event_type?: string;
}

/** Labels whose bearers default lists leave out (AgentMail docs: labels, permissions, events). */
export const HIDDEN_LABELS: HiddenLabel[] = [
	{
		label: 'spam',
		include: 'include_spam',
		permission: 'label_spam_read',
		event_type: 'message.received.spam',
	},
	{
		label: 'blocked',
		include: 'include_blocked',
		permission: 'label_blocked_read',
		event_type: 'message.received.blocked',
	},
	{
		label: 'unauthenticated',
		include: 'include_unauthenticated',
		permission: 'label_unauthenticated_read',
		event_type: 'message.received.unauthenticated',
	},
	{ label: 'trash', include: 'include_trash', permission: 'label_trash_read' },
];

/** Whether a key may see an item at all; what it may not see is a 404 for it. */
export function isReadable(key: Key, { labels }: { labels: string[] }): boolean {
	return HIDDEN_LABELS.every(
		({ label, permission }) => !labels.includes(label) || holds(key, permission),
	);
}
