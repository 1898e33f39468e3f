import type { IncomingMail } from './incoming';

/**
 * Why a mail was sent by a program, which must not be answered, or `undefined` if a person seems to have written it.
 * (RFC 3834, section 2; RFC 2919 and 2369 for lists; Precedence is older than any RFC and still in use)
 */
export function automatedBecause({ headers, senders }: IncomingMail): string | undefined {
	const values = (name: string) =>
		(headers.get(name) ?? []).map((value) => value.trim().toLowerCase());
	// `no` may be followed by parameters and comments.
	if (values('auto-submitted').some((value) => !/^no($|[\s;(])/.test(value))) {
		return 'it was sent automatically (Auto-Submitted)';
	}
	if (values('precedence').some((value) => BULK.has(value))) {
		return 'it was sent in bulk (Precedence)';
	}
	const list = LIST_HEADERS.find((name) => headers.has(name));
	if (list !== undefined) return `it comes from a mailing list or newsletter (${list})`;
	// Mail that tells about undelivered mail has nowhere to go back to. (RFC 5321, section 4.5.5)
	if (values('return-path').includes('<>')) return 'it is a notice of a mail server (Return-Path)';
	if (senders.some(isRobot)) return 'its sender reads no answers';
	return undefined;
}

const BULK = new Set(['bulk', 'list', 'junk']);
const LIST_HEADERS = ['list-id', 'list-unsubscribe'];

/** `noreply@`, `jira-no-reply+17@`, `MAILER-DAEMON@`. */
function isRobot(address: string): boolean {
	const name = address.slice(0, address.lastIndexOf('@')).toLowerCase();
	return ROBOT.test(name);
}

const ROBOT =
	/(^|[-_.+"])(no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer[-_.]?daemon|postmaster|bounces?)([-_.+"\d]|$)/;
