import { asDelivered, matchesAddress } from '../mail/addressPattern';
import { automatedBecause, mailingListBecause } from '../events/automated';
import type { Filters } from './filters';
import type { IncomingMail } from '../events/incoming';
import { matchesWildcard } from '../mail/wildcard';

/** Whether an address belongs to the account itself, as far as is known without asking. */
export type IsOwn = (address: string) => boolean;

/** Says why a mail must not start a run. */
type Rule = (mail: IncomingMail, filters: Filters, isOwn: IsOwn) => string | false | undefined;

/** All rules, each for itself: one that objects is enough. Mail is written by strangers, so what is in doubt stays out. */
const RULES: readonly Rule[] = [
	({ labels }, { allowUnauthenticated }) =>
		!allowUnauthenticated &&
		labels.includes('unauthenticated') &&
		'its sender could not be confirmed (Allow Unauthenticated is off)',

	({ senders }, { skipOwn }, isOwn) =>
		skipOwn && senders.some(isOwn) && 'it comes from an inbox of this account (Skip Own Mail)',

	(mail, { skipAutomated }) => {
		const because = skipAutomated && automatedBecause(mail);
		return because && `${because} (Skip Automated Mail)`;
	},

	(mail, { skipMailingLists }) => {
		const because = skipMailingLists && mailingListBecause(mail);
		return because && `${because} (Skip Mailing Lists)`;
	},

	({ sender }, { senders }) =>
		senders &&
		(sender === null || !isAmong(senders, sender)) &&
		'its sender is not among the allowed (Senders)',

	({ sender, senders }, { blockedSenders }) =>
		blockedSenders.length > 0 &&
		(sender === null || senders.some((address) => isBlocked(blockedSenders, address))) &&
		'its sender is blocked, or cannot be told for certain (Blocked Senders)',

	({ recipients }, filters) =>
		filters.recipients &&
		!recipients.some((address) => isAmong(filters.recipients ?? [], address)) &&
		'it is addressed to others (Recipients)',

	(mail, { subject }) =>
		subject &&
		!subject.some((pattern) => isAbout(pattern, mail.subject)) &&
		'of its subject (Subject)',

	(mail, { labels }) =>
		labels &&
		!(labels.length > 0 && labels.every((pattern) => hasLabel(mail, pattern))) &&
		'a label is missing (Labels)',

	(mail, { excludeLabels }) =>
		excludeLabels.some((pattern) => hasLabel(mail, pattern)) && 'of a label (Exclude Labels)',

	(mail, { hasAttachments }) =>
		hasAttachments !== undefined &&
		mail.hasAttachments !== hasAttachments &&
		`it has ${mail.hasAttachments ? '' : 'no '}attachments (Has Attachments)`,

	({ isReply }, { conversation }) =>
		conversation !== 'any' &&
		conversation !== (isReply ? 'replies' : 'new') &&
		`it is ${isReply ? 'a' : 'no'} reply (Conversation)`,
];

/** Why a mail must not start a run, as the end of a sentence with "because", or `undefined` if it may. */
export function refusal(mail: IncomingMail, filters: Filters, isOwn: IsOwn): string | undefined {
	for (const rule of RULES) {
		const because = rule(mail, filters, isOwn);
		if (because) return because;
	}
	return undefined;
}

function isAmong(patterns: string[], address: string): boolean {
	return patterns.some((pattern) => matchesAddress(pattern, address));
}

/** In whatever letters a domain is written. */
function isBlocked(patterns: string[], address: string): boolean {
	return isAmong(patterns, address) || isAmong(patterns, asDelivered(address));
}

/** Words without a star may stand anywhere: nobody knows a whole subject. */
function isAbout(pattern: string, subject: string): boolean {
	return matchesWildcard(pattern.includes('*') ? pattern : `*${pattern}*`, subject);
}

function hasLabel({ labels }: IncomingMail, pattern: string): boolean {
	return labels.some((label) => matchesWildcard(pattern, label));
}
