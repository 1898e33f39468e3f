import type { AgentMailEvent } from '../events/event';
import { incomingMail, type IncomingMail } from '../events/incoming';
import { quotedForLog, titleOf } from '../events/log';
import type { Reader } from '../fields/field';
import { untagged } from '../mail/addressPattern';
import type { Scope } from '../transport/reach';
import type { TriggerContext } from '../transport/types';
import { chosenEvents, chosenScope } from './eventFields';
import type { IsOwn } from './filter';
import { chosenFilters, whyRefused, type Filters } from './filters';
import { withinCap } from './senderCap';
import type { TriggerState } from './state';

/** What a trigger was asked for. */
export interface Listening {
	events: string[];
	scope: Scope;
	filters: Filters;
}

/** An event that may start a run; it counts for its sender from now on. */
export interface Admitted {
	mail: IncomingMail | undefined;
	/** n8n could not store the run: it does not count. */
	takeBack(): void;
}

/** An event that starts nothing. */
export interface Ignored {
	mail: IncomingMail | undefined;
	/** Why, as a sentence without its end. */
	ignoredBecause: string;
}

/** Why an event starts nothing, apart from what the filters say: see `filters.ts`. Sentences without their end. */
export const BECAUSE = {
	noEvent: 'it contains no event',
	repeat: 'it came before',
	event: 'this event is not chosen',
	inbox: 'its inbox is not chosen',
	pod: 'its pod is not chosen',
	tooMany: 'too many emails from its sender within an hour (filter Max per Sender and Hour)',
} as const;

/** How an event counts. */
interface Counted {
	/** Somebody listens for a test event: the sender's share of the hour is not used up. */
	isTest: boolean;
	/** When it came, if that was not just now: old email belongs to the hour it came in. Unix milliseconds. */
	at?: number;
}

/** @throws {InputError} when no event is chosen, or the scope is incomplete */
export async function listening(from: Reader): Promise<Listening> {
	const events = await chosenEvents(from);
	const scope = await chosenScope(from);
	return { events, scope, filters: await chosenFilters(from, events) };
}

/** Decides, before anything is fetched, whether an event starts a run. */
export function admit(
	event: AgentMailEvent,
	{ events, scope, filters }: Listening,
	state: TriggerState,
	{ isTest, at = Date.now() }: Counted,
): Admitted | Ignored {
	const outside = whyOutside(event, events, scope);
	if (outside) return { mail: undefined, ignoredBecause: outside };

	const mail = incomingMail(event);
	const unwanted = mail && whyRefused(mail, filters, ownInboxes(state, scope, event));
	if (unwanted) return { mail, ignoredBecause: unwanted };

	const most = filters.maxPerSenderPerHour;
	if (!mail || most === undefined || isTest) return { mail, takeBack: () => undefined };
	const takeBack = withinCap(state.senders, mail.sender, most, at);
	if (takeBack) return { mail, takeBack };
	return { mail, ignoredBecause: BECAUSE.tooMany };
}

/** Why the trigger does not want an event, or `undefined` if it does. */
function whyOutside(
	event: AgentMailEvent,
	events: string[],
	{ level, ids }: Scope,
): string | undefined {
	if (!events.includes(event.type)) return BECAUSE.event;
	if (level === 'inbox' && !includes(ids, event.inboxId)) return BECAUSE.inbox;
	// Message events do not name their pod. AgentMail sends those of the chosen pods only.
	const otherPod = level === 'pod' && event.podId !== undefined && !includes(ids, event.podId);
	return otherPod ? BECAUSE.pod : undefined;
}

/** Inbox ids are email addresses, whose case does not matter. */
function includes(ids: string[], id: string | undefined): boolean {
	return ids.some((chosen) => chosen.toLowerCase() === id?.toLowerCase());
}

/** The account's inboxes: those that it lists, the one that got the email, those that are chosen. */
function ownInboxes({ inboxes }: TriggerState, scope: Scope, { inboxId }: AgentMailEvent): IsOwn {
	if (inboxId !== undefined) inboxes.set(untagged(inboxId), true);
	const chosen = new Set(scope.level === 'inbox' ? scope.ids.map(untagged) : []);
	return (address) => inboxes.has(untagged(address)) || chosen.has(untagged(address));
}

/**
 * Why an event started nothing, for whoever looks for it: at debug, and at info while somebody waits for a test event.
 *
 * @returns the reason as a sentence, with nothing of the email in it
 */
export function logIgnored(
	context: TriggerContext,
	{ type }: AgentMailEvent,
	{ mail, ignoredBecause }: Ignored,
): string {
	const from = mail ? ` from ${quotedForLog(mail.sender ?? 'an unclear sender')}` : '';
	const level = context.getMode() === 'manual' ? 'info' : 'debug';
	context.logger[level](
		`${titleOf(context)}: ${quotedForLog(type)}${from} was ignored: ${ignoredBecause}.`,
	);
	return ignoredAnswer(ignoredBecause);
}

/** What AgentMail keeps with a delivery that started nothing; the local sandbox shows it. */
export function ignoredAnswer(because: string): string {
	return `Ignored: ${because}.`;
}
