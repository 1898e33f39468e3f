import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';

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
	'delivered',
	'delayed',
	'agent-armor-held',
];

/** Spam, trash, blocked and unauthenticated never show in a search. */
export function isSearchable({ labels }: { labels: string[] }): boolean {
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
