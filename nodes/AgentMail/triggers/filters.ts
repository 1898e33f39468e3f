import { splitWords } from '../fields/list';
import { asFlag } from '../fields/field';

const CONVERSATIONS = ['any', 'new', 'replies'] as const;
type Conversation = (typeof CONVERSATIONS)[number];

/** What the parameter `filters` of a trigger says: what was not added is `undefined`, a choice that is none `null`. */
export interface Filters {
	senders: string[] | undefined;
	blockedSenders: string[];
	recipients: string[] | undefined;
	subject: string[] | undefined;
	labels: string[] | undefined;
	excludeLabels: string[];
	hasAttachments: boolean | null | undefined;
	conversation: Conversation | null;
	skipAutomated: boolean;
	skipMailingLists: boolean;
	skipOwn: boolean;
	allowUnauthenticated: boolean;
	maxPerSenderPerHour: number | undefined;
}

/**
 * Reads `filters`. Never throws: it also runs when a delivery comes in, where n8n would make an error a failed run.
 *
 * A switch that was not added has no value in n8n, so the two guards are on until they are switched off. What says who
 * is let in, or how often, and says nothing lets nothing through: an expression that finds nothing, which n8n hands over
 * as `undefined`, must not let everybody in.
 */
export function readFilters(given: Record<string, unknown>): Filters {
	const skipAutomated = asFlag(given.skipAutomated) ?? true;
	const list = (name: keyof Filters) => (name in given ? patterns(given[name]) : undefined);
	return {
		senders: list('senders'),
		blockedSenders: list('blockedSenders') ?? [],
		recipients: list('recipients'),
		subject: list('subject'),
		labels: list('labels'),
		excludeLabels: list('excludeLabels') ?? [],
		hasAttachments: 'hasAttachments' in given ? (asFlag(given.hasAttachments) ?? null) : undefined,
		conversation: 'conversation' in given ? conversation(given.conversation) : 'any',
		skipAutomated,
		// Who lets robots in takes lists too, unless it says otherwise.
		skipMailingLists: asFlag(given.skipMailingLists) ?? skipAutomated,
		skipOwn: asFlag(given.skipOwn) ?? true,
		allowUnauthenticated: asFlag(given.allowUnauthenticated) ?? false,
		maxPerSenderPerHour:
			'maxPerSenderPerHour' in given ? share(given.maxPerSenderPerHour) : undefined,
	};
}

/** Patterns separated by commas or lines, or a list by expression. No JSON: `[URGENT]` is a subject. */
function patterns(value: unknown): string[] {
	const texts = Array.isArray(value) ? value.map(textOf) : splitWords(textOf(value));
	return texts.map((text) => text.trim()).filter((text) => text !== '');
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function conversation(value: unknown): Conversation | null {
	return CONVERSATIONS.find((known) => known === value) ?? null;
}

function share(value: unknown): number {
	// Anything else may not even be convertible: an object whose toString is no function.
	const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
	return number >= 1 ? Math.floor(number) : 0;
}
