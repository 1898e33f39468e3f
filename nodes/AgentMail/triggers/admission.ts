import { untagged } from '../mail/addressPattern';
import type { AgentMailEvent } from '../events/event';
import type { Filters } from './filters';
import { incomingMail, type IncomingMail } from '../events/incoming';
import type { TriggerState } from './state';
import { whyRefused, type IsOwn } from './filterRules';
import { withinCap } from './senderCap';
import { chosenEvents, chosenFilters, chosenScope, type Settings } from './settings';
import { quotedForLog, titleOf } from '../events/log';
import type { Scope } from '../transport/reach';
import type { TriggerContext } from '../transport/types';

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
export interface PutAside {
	mail: IncomingMail | undefined;
	/** The end of a sentence with "because". */
	because: string;
}

/** How an event counts. */
export interface Counted {
	/** Somebody listens for a test event: the sender's share of the hour is not used up. */
	isTest: boolean;
	/** When it came, if that was not just now: an old mail belongs to the hour it came in. Unix milliseconds. */
	at?: number;
}

/** @throws {InputError} when no event is chosen, or the scope is incomplete. */
export function listening(node: Settings): Listening {
	const events = chosenEvents(node);
	return { events, scope: chosenScope(node), filters: chosenFilters(node, events) };
}

/** Decides, before anything is fetched, whether an event starts a run. */
export function admit(
	event: AgentMailEvent,
	{ events, scope, filters }: Listening,
	memory: TriggerState,
	{ isTest, at = Date.now() }: Counted,
): Admitted | PutAside {
	const outside = outsideOf(event, events, scope);
	if (outside) return { because: outside, mail: undefined };

	const mail = incomingMail(event);
	const isOwn = ownInboxes(memory, scope, event);
	const unwanted = mail && whyRefused(mail, filters, isOwn);
	if (unwanted) return { because: unwanted, mail };

	const most = isTest ? undefined : filters.maxPerSenderPerHour;
	const takeBack =
		mail && most !== undefined ? withinCap(memory.senders, mail.sender, most, at) : () => undefined;
	if (!takeBack) {
		const because = 'its sender sent too many within an hour (Max per Sender and Hour)';
		return { because, mail };
	}
	return { mail, takeBack };
}

/** Why the trigger does not want an event, or `undefined` if it does. */
function outsideOf(
	event: AgentMailEvent,
	events: string[],
	{ level, ids }: Scope,
): string | undefined {
	if (!events.includes(event.type)) return 'the trigger does not listen to it';
	if (level === 'inbox' && !includes(ids, event.inboxId)) return 'its inbox is not chosen';
	// Message events do not name their pod. AgentMail sends those of the chosen pods only.
	const otherPod = level === 'pod' && event.podId !== undefined && !includes(ids, event.podId);
	return otherPod ? 'its pod is not chosen' : undefined;
}

/** Inbox ids are e-mail addresses, whose case does not matter. */
function includes(ids: string[], id: string | undefined): boolean {
	return ids.some((chosen) => chosen.toLowerCase() === id?.toLowerCase());
}

/** The account's inboxes: those that it lists, the one that got the mail, those that are chosen. */
function ownInboxes({ inboxes }: TriggerState, scope: Scope, { inboxId }: AgentMailEvent): IsOwn {
	if (inboxId !== undefined) inboxes.set(untagged(inboxId), true);
	const chosen = new Set(scope.level === 'inbox' ? scope.ids.map(untagged) : []);
	return (address) => inboxes.has(untagged(address)) || chosen.has(untagged(address));
}

/** At debug, so that somebody who looks for a mail can find out why it started nothing. */
export function notePutAside(
	context: TriggerContext,
	{ type }: AgentMailEvent,
	{ because, mail }: PutAside,
): void {
	const from = mail ? ` from ${quotedForLog(mail.sender ?? 'nobody certain')}` : '';
	context.logger.debug(
		`${titleOf(context)}: ${quotedForLog(type)}${from} was put aside, because ${because}.`,
	);
}
