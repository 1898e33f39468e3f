import { holds } from '../access/authenticate.mjs';
import type { Key, Permission } from '../records.mjs';

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

/** Labels that only the system sets; a thread's PATCH refuses them (SDK: UpdateThreadRequest). */
export const SYSTEM_LABELS = [
	'received',
	'sent',
	'bounced',
	'complained',
	'rejected',
	'spam',
	'blocked',
	'unauthenticated',
	'opened',
	'scheduled',
];

interface Labelled {
	labels: string[];
}

/** Whether a key may see an item at all; what it may not see is a 404 for it. */
export function isReadable(key: Key, { labels }: Labelled): boolean {
	return HIDDEN_LABELS.every(
		({ label, permission }) => !labels.includes(label) || holds(key, permission),
	);
}

/** Spam, trash, blocked and unauthenticated never show in a search. */
export function isSearchable({ labels }: Labelled): boolean {
	return !HIDDEN_LABELS.some(({ label }) => labels.includes(label));
}

/** The labels after a change; what is both added and removed is removed. */
export function changeLabels(labels: string[], added: string[], removed: string[]): string[] {
	return [...new Set([...labels, ...added])].filter((label) => !removed.includes(label));
}

/** A label or a list of labels. */
export function labelList(value: string | string[] | null | undefined): string[] {
	if (value === undefined || value === null) return [];
	return typeof value === 'string' ? [value] : value;
}
