import { isRecord, textOf } from '../shared/json';
import type { ListOf } from '../shared/values';
import { splitAddresses } from './address';

/** Addresses as people type them, and as other nodes give them. */
export const ADDRESSES: ListOf = { split: splitAddresses, nameIn: mailboxIn };

/** `{ address, name }` of email parsers, `{ emailAddress }` of Microsoft Graph, `{ value: [ … ] }` of n8n's email triggers. */
function mailboxIn(given: Record<string, unknown>): unknown {
	if (isRecord(given.emailAddress)) return given.emailAddress;
	const address = textOf(given.address) ?? textOf(given.email) ?? textOf(given.mail);
	if (address !== undefined) return withName(textOf(given.name), address.trim());
	const values = Object.values(given);
	return values.length === 1 ? values[0] : given.value;
}

/** A name of letters needs no quotes. (RFC 5322, section 3.4) */
function withName(name: string | undefined, address: string): string {
	const shown = name?.trim() ?? '';
	if (shown === '' || shown === address || address.includes('<')) return address;
	const isPlain = /^[\p{L}\p{M}\p{N}' -]+$/u.test(shown);
	return `${isPlain ? shown : `"${shown.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}
