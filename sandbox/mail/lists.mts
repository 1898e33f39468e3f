import { ApiError } from '../errors.mjs';
import type { Inbox, ListEntry, Scope } from '../records.mjs';
import { listEntryKey, type Store } from '../store.mjs';
import { bareAddress } from './addresses.mjs';

type Direction = ListEntry['direction'];

interface Verdict {
	isAllowed: boolean;
	/** What decided; absent if an allow list has entries but not this address. */
	entry?: ListEntry;
}

/** Whether an entry was made at exactly this level. */
export function isAtLevel(entry: Scope, level: Scope): boolean {
	return entry.pod_id === level.pod_id && entry.inbox_id === level.inbox_id;
}

/**
 * What the lists say about an address: the narrowest level with a match decides; without any match
 * a list of what is allowed shuts out all others (AgentMail docs: lists). Within one level the docs
 * do not say: here an address comes before its domain, and block before allow.
 */
function verdictOn(
	store: Store,
	{ pod_id, inbox_id }: Inbox,
	direction: Direction,
	written: string,
): Verdict {
	const address = bareAddress(written);
	const names = [address, address.slice(address.indexOf('@') + 1)];
	const levels: Scope[] = [{ pod_id, inbox_id }, { pod_id }, {}];
	const all = [...store.listEntries.values()].filter((entry) => entry.direction === direction);
	const applicable = levels.map((level) => all.filter((entry) => isAtLevel(entry, level)));
	for (const entries of applicable) {
		for (const name of names) {
			const matches = entries.filter(({ entry }) => entry === name);
			const entry = matches.find(({ list_type }) => list_type === 'block') ?? matches[0];
			if (entry) return { isAllowed: entry.list_type === 'allow', entry };
		}
	}
	return { isAllowed: !applicable.flat().some(({ list_type }) => list_type === 'allow') };
}

/** @throws ApiError 403 for the first recipient that the send lists do not let through */
export function requireSendable(store: Store, inbox: Inbox, recipients: string[]): void {
	for (const written of recipients) {
		const { isAllowed, entry } = verdictOn(store, inbox, 'send', written);
		if (!isAllowed) throw rejected(bareAddress(written), entry);
	}
}

function rejected(address: string, entry: ListEntry | undefined): ApiError {
	if (!entry) {
		return new ApiError('message_rejected', `${address} is not on the send allow list.`, {
			fix: `Add the address with POST /v0/lists/send/allow and {"entry":"${address}"}, or leave it out.`,
		});
	}
	const why = entry.reason ? ` (${entry.reason})` : '';
	return new ApiError('message_rejected', `${address} is on the send block list${why}.`, {
		fix: entry.read_only
			? `Leave ${address} out: mail to it was returned, and AgentMail keeps the entry.`
			: `Leave ${address} out, or delete the entry with DELETE ${pathOf(entry)}.`,
	});
}

function pathOf({ pod_id, inbox_id, direction, list_type, entry }: ListEntry): string {
	const pod = pod_id ? `/pods/${pod_id}` : '';
	const level = inbox_id ? `/inboxes/${encodeURIComponent(inbox_id)}` : pod;
	return `/v0${level}/lists/${direction}/${list_type}/${encodeURIComponent(entry)}`;
}

/**
 * Whether a mail from outside is kept apart. Answers to own mail are checked against the reply lists
 * alone, all other mail against the receive lists (AgentMail docs: lists).
 */
export function isBlocked(
	store: Store,
	inbox: Inbox,
	mail: { from: string; in_reply_to?: string },
): boolean {
	const original = mail.in_reply_to && store.message(inbox.inbox_id, mail.in_reply_to);
	const isReply = original && original.labels.includes('sent');
	return !verdictOn(store, inbox, isReply ? 'reply' : 'receive', mail.from).isAllowed;
}

/** Mail to an address failed: nobody may write to it again (AgentMail docs: lists). */
export function blockForGood(store: Store, address: string, reason: string): void {
	const entry: ListEntry = {
		entry: address,
		organization_id: store.organization_id,
		reason,
		direction: 'send',
		list_type: 'block',
		entry_type: 'email',
		read_only: true,
		created_at: store.now(),
	};
	store.listEntries.set(listEntryKey(entry), entry);
}
