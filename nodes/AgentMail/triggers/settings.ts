import { isAddressPattern } from '../mail/addressPattern';
import { readFilters, type Filters } from './filters';
import { asList, splitWords } from '../shared/values';
import type { Scope } from '../transport/reach';
import type { Level } from '../transport/types';
import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';

/** What the hooks, `webhook()` and `trigger()` have. */
export interface Settings {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** AgentMail takes ten inboxes and ten pods for a webhook. (AgentMail docs: create webhook) */
export const MOST_IDS = 10;

export function isManual(node: Settings): boolean {
	return node.getNodeParameter('registration', 'automatic') === 'manual';
}

/**
 * Event names to subscribe, each once.
 *
 * @throws {InputError} when none is chosen.
 */
export function chosenEvents(node: Settings): string[] {
	const events = new Set([
		...list(node, 'events', 'Events'),
		...list(node, 'otherEvents', 'Other Events'),
	]);
	if (events.size === 0) throw new InputError('Choose at least one event.');
	return [...events];
}

/** @throws {InputError} when the inboxes or pods to listen to are missing, or too many. */
export function chosenScope(node: Settings): Scope {
	const level = node.getNodeParameter('scope', 'organization') as Level;
	if (level === 'organization') return { level, ids: [] };
	const { field, one, many, instead } = SCOPED[level];
	const ids = [...new Set(list(node, field, many))];
	if (ids.length === 0) {
		throw new InputError(`Choose at least one ${one}, or set Scope to Organization.`);
	}
	if (ids.length > MOST_IDS) {
		throw new InputError(
			`One trigger listens to at most ${MOST_IDS} ${many}, and ${ids.length} are chosen. Spread them over several triggers, or set Scope to ${instead}.`,
		);
	}
	return { level, ids };
}

/** Which mail may start the workflow. Never throws. */
export function chosenFilters(node: Settings, events: string[]): Filters {
	const given = node.getNodeParameter('filters', {});
	const filters = readFilters(isRecord(given) ? given : {});
	const subscribed = events.includes('message.received.unauthenticated');
	return { ...filters, allowUnauthenticated: filters.allowUnauthenticated || subscribed };
}

/**
 * For the hooks: a filter that can let nothing through is a mistake, better said when the workflow is published than
 * found out by e-mail that never comes.
 *
 * @throws {InputError} when a filter is empty, is no choice that there is, or is to hold addresses and holds something else.
 */
export function refuseUselessFilters(node: Settings): void {
	const filters = chosenFilters(node, []);
	const { senders, blockedSenders, recipients } = filters;
	const said = {
		Senders: senders?.length,
		Recipients: recipients?.length,
		Subject: filters.subject?.length,
		Labels: filters.labels?.length,
		'Has Attachments': filters.hasAttachments,
		Conversation: filters.conversation,
		'Max per Sender and Hour': filters.maxPerSenderPerHour,
	};
	for (const [name, value] of Object.entries(said)) {
		if (value !== 0 && value !== null) continue;
		const wrong = value === 0 ? 'empty' : 'set to nothing that it knows';
		throw new InputError(
			`The filter ${name} of the trigger is ${wrong}, so no e-mail could start the workflow. Fill it in or remove it.`,
		);
	}
	const addresses = { Senders: senders, 'Blocked Senders': blockedSenders, Recipients: recipients };
	for (const [name, list] of Object.entries(addresses)) {
		const wrong = list?.find((pattern) => !isAddressPattern(pattern));
		if (wrong === undefined) continue;
		throw new InputError(
			`The filter ${name} of the trigger holds "${wrong}", which is neither an address nor a domain. Write jane@example.com, *@example.com or example.com.`,
		);
	}
}

const SCOPED = {
	inbox: { field: 'inboxIds', one: 'inbox', many: 'inboxes', instead: 'Pod or Organization' },
	pod: { field: 'podIds', one: 'pod', many: 'pods', instead: 'Organization' },
} as const;

function list(node: Settings, name: string, where: string): string[] {
	return asList(node.getNodeParameter(name, ''), where, splitWords);
}
