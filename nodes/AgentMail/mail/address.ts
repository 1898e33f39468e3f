import { hasInvisible } from '../shared/invisible';

/** One sender or recipient. `address` is `null` where the text does not name exactly one. */
export interface Mailbox {
	name: string | null;
	address: string | null;
	/** Whether the text breaks the grammar and can yet mean but one thing. */
	isLenient?: true;
	/** Whether what should be the address contains invisible characters; `address` is `null` then. */
	hasInvisible?: true;
}

/** The parts of one entry of an address list. */
interface Entry {
	/** What stands outside of brackets and comments, quotes kept. */
	phrase: string;
	/** What stands in angle brackets. */
	bracketed: string | undefined;
	comments: string[];
	/** Something that mail programs read differently: a quote that never ends, words behind the bracket. */
	doubtful: boolean;
}

/**
 * The mailboxes of a header such as From or To, in order. (RFC 5322, section 3.4)
 *
 * Reads the grammar instead of searching for something that looks like an address, because mail is written by
 * strangers: `"boss@corp.com" <evil@x.io>` is evil@x.io, and what could be read in two ways has no address.
 */
export function parseMailboxes(header: string): Mailbox[] {
	return entriesOf(header).map(mailboxOf);
}

/**
 * The one sender that a From line means which has commas in a name without quotes, as Exchange writes it: `Doe, Jane
 * <jane@example.com>`. Two entries by the grammar, but there is one address, it is in brackets, and nothing else could
 * be part of one. `undefined` for anything that could be read otherwise.
 */
export function parseLenientSender(header: string): Mailbox | undefined {
	const names = header.slice(0, Math.max(0, header.lastIndexOf(',')));
	if (names === '' || /[@"():;\\<>]/.test(names)) return undefined;
	const entries = entriesOf(header);
	const last = entries.at(-1);
	if (!last || entries.length < 2 || last.bracketed === undefined) return undefined;
	const { name, address } = mailboxOf(last);
	if (address === null || last.comments.length > 0) return undefined;
	const parts = [...entries.slice(0, -1).map(({ phrase }) => unquoted(phrase)), name ?? ''];
	return { name: orNull(parts.filter((each) => each !== '').join(', ')), address, isLenient: true };
}

/** Nothing between two commas. What says something that cannot be read is somebody, and must not leave others alone. */
function isEmpty({ phrase, bracketed, comments, doubtful }: Entry): boolean {
	return phrase.trim() === '' && bracketed === undefined && comments.length === 0 && !doubtful;
}

function mailboxOf({ phrase, bracketed, comments, doubtful }: Entry): Mailbox {
	const comment = orNull(comments.join(' '));
	const bare = phrase.trim();
	if (bracketed === undefined && isAddress(bare) && !doubtful) {
		return { name: comment, address: bare };
	}
	const address = bracketed?.trim() ?? '';
	const certain = isAddress(address) && !doubtful;
	return {
		name: orNull(unquoted(phrase)) ?? comment,
		address: certain ? address : null,
		...(hasInvisible(bracketed ?? bare) && { hasInvisible: true }),
	};
}

/** Local part, `@` and domain at their longest. (RFC 5321, section 4.5.3.1) */
const LONGEST = 64 + 1 + 255;

const isAddress = (text: string) =>
	text.length <= LONGEST && ADDRESS.test(text) && !hasInvisible(text);

/** Characters of a word, with those of other scripts. (RFC 5322, section 3.2.3; RFC 6532) */
const WORD = String.raw`[\p{L}\p{N}\p{M}!#$%&'*+/=?^_\x60{|}~-]+`;
const QUOTED = String.raw`"(?:[^"\\\p{C}]|\\[^\p{C}])*"`;
/** Letters, digits, hyphens. What else there is in a domain is a trick or a mistake, but for a dot that ends it. */
const LABEL = String.raw`[\p{L}\p{N}\p{M}_-]+`;
const LITERAL = String.raw`\[(?:IPv6:[\da-fA-F:.]+|\d{1,3}(?:\.\d{1,3}){3})\]`;

/**
 * Local part (words and dots, or quoted), `@`, domain (or an address literal). No part of the pattern can match where its
 * neighbour begins, so it takes one pass.
 */
const ADDRESS = new RegExp(
	`^(?:${QUOTED}|${WORD}(?:\\.${WORD})*)@(?:${LITERAL}|${LABEL}(?:[.。．｡]${LABEL})*\\.?)$`,
	'u',
);

function entriesOf(header: string): Entry[] {
	const entries: Entry[] = [];
	let entry = emptyEntry();
	for (const slice of slicesOf(header)) {
		const { text } = slice;
		if (text === ',' || text === ';') {
			if (!isEmpty(entry)) entries.push(entry);
			entry = emptyEntry();
		} else if (text === ':') {
			// What stood before was the name of a group: `Team: a@b.io, c@d.io;`. A group's name holds no address.
			const doubtful =
				entry.doubtful || entry.bracketed !== undefined || entry.phrase.includes('@');
			entry = { ...emptyEntry(), doubtful };
		} else {
			take(entry, slice);
		}
	}
	if (!isEmpty(entry)) entries.push(entry);
	return entries;
}

/**
 * An address list as people type it, cut at commas, semicolons and line breaks: `"victim@a.io, x" <me@x.io>` is one
 * recipient. The commas of other scripts, which names hold without quotes, separate only behind an address.
 */
export function splitAddresses(list: string): string[] {
	const addresses = [''];
	let hasAddress = false;
	for (const { text } of slicesOf(list)) {
		const isWritten = OPENING.has(text[0] ?? '');
		for (const [index, piece] of (isWritten ? [text] : text.split(/([，；、،])/)).entries()) {
			const ends: boolean = /^[,;\n]$/.test(piece) || (index % 2 === 1 && hasAddress);
			if (ends) addresses.push('');
			else addresses[addresses.length - 1] += piece;
			hasAddress = !ends && (hasAddress || piece.includes('@'));
		}
	}
	return addresses;
}

/** A piece of an address list. */
interface Slice {
	/** Text in quotes, a comment or a bracket with its delimiters, a separator, or what stands between these. */
	text: string;
	/** The list ends before what this opens is closed. */
	isOpen: boolean;
}

const OPENING = new Set('"(<');
const SEPARATORS = new Set(',;:\n');

/** A bracket behind an `@` holds an address of a machine, which has colons. (RFC 5321, section 4.1.3) */
const isOpening = (list: string, at: number) =>
	OPENING.has(list[at]!) || (list[at] === '[' && list[at - 1] === '@');

/** Cuts an address list into slices; joined, they are the list again. (RFC 5322, section 3.4) One pass. */
function* slicesOf(list: string): Generator<Slice> {
	for (let at = 0; at < list.length;) {
		const end = isOpening(list, at) ? endOf(list, at) : endOfPlain(list, at);
		yield { text: list.slice(at, end), isOpen: end === undefined };
		at = end ?? list.length;
	}
}

/** The position after the separator at `start`, or else of the next character that means something. */
function endOfPlain(list: string, start: number): number {
	let at = start + 1;
	if (SEPARATORS.has(list[start]!)) return at;
	while (at < list.length && !SEPARATORS.has(list[at]!) && !isOpening(list, at)) at++;
	return at;
}

function emptyEntry(): Entry {
	return { phrase: '', bracketed: undefined, comments: [], doubtful: false };
}

function take(entry: Entry, { text, isOpen }: Slice): void {
	const isWords = !/^[(<]/.test(text);
	const isSecond = entry.bracketed !== undefined && !text.startsWith('(') && text.trim() !== '';
	// Some programs see a comment or quotes in it, others do not.
	const isOddLiteral = entry.phrase.endsWith('@') && /^\[[^\]]*["()<>]/.test(text);
	if (isOpen || isSecond || isOddLiteral) entry.doubtful = true;
	const inside = text.slice(1, isOpen ? undefined : -1);
	if (isWords) entry.phrase += text;
	else if (text.startsWith('(')) {
		entry.comments.push(inside.trim());
		// It stands for a space: `jane@cor(x)p.com` is no address at all. (RFC 5322, section 3.2.2)
		entry.phrase += ' ';
	} else entry.bracketed = inside;
}

const CLOSING: Record<string, string> = { '"': '"', '(': ')', '<': '>', '[': ']' };

/** The position after the delimiter that closes what opens at `start`. Comments nest; a backslash hides one character. */
function endOf(list: string, start: number): number | undefined {
	const opening = list[start];
	const closing = CLOSING[opening ?? ''];
	let depth = 0;
	let quoted = false;
	for (let at = start; at < list.length; at++) {
		const character = list[at];
		if (character === '\\') at++;
		// In a bracket, a local part may be quoted and hold a `>`.
		else if (opening === '<' && character === '"') quoted = !quoted;
		else if (quoted) continue;
		else if (character === closing && (opening === '"' ? at > start : --depth === 0)) return at + 1;
		else if (character === opening) depth++;
	}
	return undefined;
}

/** A display name without its quotes and backslashes, white space as single spaces. */
function unquoted(phrase: string): string {
	return phrase
		.replace(/\\(.)|"/gsu, (_whole, escaped?: string) => escaped ?? '')
		.replace(/\s+/g, ' ')
		.trim();
}

function orNull(text: string): string | null {
	return text === '' ? null : text;
}
