import type { IncomingMail } from './incoming';

/**
 * Why an email was sent by a program, which must not be answered, or `undefined` if a person seems to have written it.
 * (RFC 3834 on automatic responses, 3464 and 8098 on reports, 5965 on complaints, 8058 on newsletters. The others are
 * what programs send that know none of these.)
 *
 * `X-Auto-Response-Suppress` says nothing: Exchange writes it into the mail of people too.
 */
export function automatedBecause({
	headers,
	senders,
	senderName,
}: IncomingMail): string | undefined {
	const values = (name: string) =>
		(headers.get(name) ?? []).map((value) => value.trim().toLowerCase());
	const has = (name: string) => headers.has(name);
	// `no` may be followed by parameters and comments.
	if (values('auto-submitted').some((value) => !/^no($|[\s;(])/.test(value))) {
		return 'it was sent automatically (Auto-Submitted)';
	}
	const mark = AUTOMATIC.find((name) =>
		values(name).some((value) => !/^(?:no|false|0)$/.test(value)),
	);
	if (mark !== undefined) return `it was sent automatically (${mark})`;
	if (values('delivered-to').includes('autoresponder')) {
		return 'it was sent automatically (Delivered-To)';
	}
	const precedences = [...values('precedence'), ...values('x-precedence')];
	if (precedences.some((value) => AUTO_REPLY.test(value))) {
		return 'it was sent automatically (Precedence)';
	}
	// Old lists of people call their mail so.
	if (precedences.some((value) => BULK.test(value)) && !isDiscussion(headers)) {
		return 'it was sent in bulk (Precedence)';
	}
	// A newsletter, other than a list of people, has nobody to write to.
	if (
		has('list-unsubscribe-post') ||
		(has('list-unsubscribe') && listBecause(headers) === undefined)
	) {
		return 'it is a newsletter (List-Unsubscribe)';
	}
	// Mail that tells about undelivered mail has nowhere to go back to. (RFC 5321, section 4.5.5)
	if (
		values('return-path').some((value) => /^(?:<\s*>|mailer-daemon|<mailer-daemon>)$/.test(value))
	) {
		return 'it is a notice of a mail server (Return-Path)';
	}
	if (values('content-type').some((value) => REPORT.test(value))) {
		return 'it is a report about other mail (Content-Type)';
	}
	const report = REPORTS.find(has);
	if (report !== undefined) return `it is a report about other mail (${report})`;
	// People who write as a postmaster do so in a mail program, which names itself.
	const isNotice = senders.some((address) => POSTMASTER.test(address)) && !has('user-agent');
	if (isNotice || senders.some(isRobot) || (senders.length === 0 && isServer(senderName ?? ''))) {
		return 'its sender reads no answers';
	}
	return undefined;
}

/** Why an email comes from a mailing list or a group, where a person may have written it, or `undefined`. (RFC 2369, 2919) */
export function mailingListBecause({ headers }: IncomingMail): string | undefined {
	const mark = listBecause(headers);
	return mark && `it comes from a mailing list (${mark})`;
}

function listBecause(headers: IncomingMail['headers']): string | undefined {
	const isList = (headers.get('precedence') ?? []).some((value) => /^\s*list\s*$/i.test(value));
	if (isList) return 'precedence';
	return LIST.find((name) => headers.has(name)) ?? (isDiscussion(headers) ? 'sender' : undefined);
}

const LIST = ['list-id', 'list-post', 'mailing-list', 'x-google-group-id', 'x-mailman-version'];

/** Headers that only automatic responses have: of cPanel, BoxTrapper, FirstClass and others. */
const AUTOMATIC = [
	'x-autorespond',
	'x-autoresponder',
	'x-autoreply',
	'x-auto-reply',
	'x-autoreply-from',
	'x-mail-autoreply',
	'x-fc-machinegenerated',
	'x-auto-response',
];

const AUTO_REPLY = /^auto[-_]?repl(?:y|ied)\b/;
const BULK = /^(?:bulk|junk)\b/;

/** A list that takes answers: it has an address to write to, or an owner who sends for it. (RFC 2369, Majordomo, ezmlm) */
function isDiscussion(headers: IncomingMail['headers']): boolean {
	const senders = headers.get('sender') ?? [];
	return (
		headers.has('list-post') ||
		senders.some((sender) => /\bowner-|-(?:owner|bounces)@/i.test(sender))
	);
}

/** Bounces, read receipts and complaints. */
const REPORT =
	/^multipart\/report\b|^message\/(?:delivery-status|disposition-notification|feedback-report)\b|\breport-type\s*=\s*"?(?:delivery-status|disposition-notification|feedback-report)/;
const REPORTS = ['x-failed-recipients', 'x-feedback-report'];

/** `noreply@`, `jira-no-reply+17@`, `MAILER-DAEMON@`, `jane@noreply.example.com`. */
function isRobot(address: string): boolean {
	const at = address.lastIndexOf('@');
	const name = address.slice(0, at).toLowerCase();
	// A company may be called so; what stands before its name says what the address is for.
	const subdomains = address
		.slice(at + 1)
		.toLowerCase()
		.split('.')
		.slice(0, -2);
	return ROBOT.test(name) || isServer(name) || subdomains.some((label) => NO_REPLY.test(label));
}

/** What mail servers call themselves. */
function isServer(name: string): boolean {
	return /^"?(?:mailer[-_. ]?daemon|mail delivery (?:sub)?system)"?(?:$|[-_.+ (\d])/i.test(name);
}

/** "No reply", as a mailbox is called in the languages of the web. */
const NO_REPLIES = [
	'no[-_.]?repl(?:y|ies)',
	'(?:do|does)[-_.]?not[-_.]?(?:reply|respond|answer)',
	'dont[-_.]?reply',
	'nao[-_.]?(?:responda|responder)',
	'no[-_.]?(?:responda|responder|responde|contestar|conteste)',
	'ne[-_.]?pas[-_.]?repondre',
	'pas[-_.]?de[-_.]?reponse',
	'nepasrepondre',
	'(?:bitte[-_.]?)?nicht[-_.]?antworten',
	'keine?[-_.]?antwort(?:en)?',
	'non[-_.]?rispondere',
	'niet[-_.]?(?:be)?antwoorden',
	'geen[-_.]?antwoord',
	'(?:svara|svar)[-_.]?(?:ej|inte|ikke)',
	'(?:ikke|inte|ej)[-_.]?svara?',
	'ala[-_.]?vastaa',
	'ei[-_.]?vastausta',
	'nie[-_.]?odpowiadac?j?',
	'neodpovidat',
	'nem[-_.]?valasz',
	'nu[-_.]?raspunde',
	'yanitlamayin',
	'cevaplamayin',
];
const NO_REPLY = new RegExp(`^(?:${NO_REPLIES.join('|')})$`);

/** A person may be called Bounce; `bounces@` and `bounce+jane=example.com@` are where mail that failed comes back to. */
const ROBOT = new RegExp(
	`(?:^|[-_.+"])(?:${NO_REPLIES.join('|')}|mailer[-_.]?daemon|auto[-_.]?(?:reply|responder|respond|response))(?:[-_.+"\\d]|$)` +
		'|^"?(?:bounces|listserv|majordomo)(?:[-_.+"\\d]|$)|^bounce[-+].*[=\\d]',
);

const POSTMASTER = /^"?post[-_]?master(?:[-_.+"\d][^@]*)?@/i;
