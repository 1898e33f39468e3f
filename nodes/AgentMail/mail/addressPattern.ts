import { parseMailboxes } from './address';
import { asSeen } from '../shared/invisible';
import { caseless, matchesWildcard } from './wildcard';

/**
 * Whether an address is one that a pattern means: `jane@corp.com`, `*@corp.com` (that domain alone), `corp.com` (the
 * domain and its subdomains). Both sides of the `@` are compared for themselves, so that no star reaches across it.
 *
 * @param address as {@link parseMailboxes} gives it
 */
export function matchesAddress(pattern: string, address: string): boolean {
	const [patternName, patternDomain] = halves(meant(pattern));
	const [name, domain] = halves(canonicalAddress(address));
	if (patternName !== undefined) {
		const anyName = patternName === '' || matchesWildcard(patternName, name ?? '');
		return anyName && spellings(patternDomain).some((each) => matchesWildcard(each, domain));
	}
	return spellings(patternDomain).some(
		(each) => matchesWildcard(each, domain) || matchesWildcard(`*.${each}`, domain),
	);
}

/** Whether a pattern can mean an address at all: `jane` is neither an address nor a domain. */
export function isAddressPattern(pattern: string): boolean {
	const [name = '', domain] = halves(meant(pattern));
	return /[.*]/.test(domain) && DOMAIN.test(domain) && NAME.test(name);
}

const LABEL = String.raw`[\p{L}\p{N}\p{M}\p{S}_*-]+`;
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[^\\s[\\]]+\\])$`, 'u');
const NAME = /^(?:"[^"]+"|[^\s"(),:;<>@[\]\\]*)$/;

/**
 * One spelling for a mailbox: small letters, no dot at the end, no quotes that nothing needs. `"jane"@corp.com` is
 * jane@corp.com. (RFC 5321, section 4.1.2)
 */
export function canonicalAddress(address: string): string {
	const [name = '', domain] = halves(caseless(address.trim()));
	return `${unquoted(name)}@${domain.replace(/\.$/, '')}`;
}

/** The same mailbox without what stands behind a plus: `support+billing@corp.com` is delivered to support@corp.com. */
export function untagged(address: string): string {
	const [name = '', domain] = halves(canonicalAddress(address));
	const plus = name.indexOf('+');
	return plus > 0 ? `${name.slice(0, plus)}@${domain}` : `${name}@${domain}`;
}

/** People also paste `Jane <jane@corp.com>`, `mailto:jane@corp.com` and `https://www.corp.com/`. */
function meant(pattern: string): string {
	const [mailbox] = pattern.includes('<') ? parseMailboxes(pattern) : [];
	const address = mailbox?.address ?? asSeen(pattern).trim();
	const link = /^https?:\/\/(?:www\.)?([^/?#]*)/i.exec(address) ?? /^mailto:([^?]*)/i.exec(address);
	return (link?.[1] ?? address).replace(/\.$/, '');
}

/** A quoted name may hold an `@`, a domain never does. */
function halves(address: string): [name: string | undefined, domain: string] {
	const at = address.lastIndexOf('@');
	return at < 0 ? [undefined, address] : [address.slice(0, at), address.slice(at + 1)];
}

function unquoted(name: string): string {
	if (!name.startsWith('"')) return name;
	const inside = name.slice(1, -1).replace(/\\(.)/gsu, '$1');
	return /^[^\s"\\()<>[\]:;@,]+$/.test(inside) ? inside : name;
}

/**
 * The address as its mail travels: `a@ｅｖｉｌ.com` and `a@evil。com` go to evil.com, `bücher.de` is `xn--bcher-kva.de`. For
 * those who are kept out: who is let in has to be spelled as the pattern is.
 */
export function asDelivered(address: string): string {
	const [name = '', domain] = halves(address);
	return `${name}@${inAscii(domain)}`;
}

/** `bücher.de` travels as `xn--bcher-kva.de`. Only the pattern is converted: a stranger's domain stays what it is. */
function spellings(domain: string): string[] {
	return [...new Set([domain, inAscii(domain)])];
}

/** What cannot be a domain stays as it is. What other characters become, or that they are none, is in UTS #46. */
function inAscii(domain: string): string {
	const international = /\P{ASCII}/u.test(domain) && /^[\w.\P{ASCII}-]+$/u.test(domain);
	const url = `http://${domain}`;
	return international && URL.canParse(url) ? new URL(url).hostname : domain;
}
