/** One sender or recipient. `address` is `null` where the text does not name exactly one. */
export interface Mailbox {
	name: string | null;
	address: string | null;
	/** Whether the text breaks the grammar and can yet mean but one thing. */
	isLenient?: true;
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
	return { name: orNull(unquoted(phrase)) ?? comment, address: certain ? address : null };
}

/** Local part, `@` and domain at their longest. (RFC 5321, section 4.5.3.1) */
const LONGEST = 64 + 1 + 255;

const isAddress = (text: string) => text.length <= LONGEST && ADDRESS.test(text);

/**
 * Local part (dots and letters, or quoted), `@`, domain (or an address literal). No part of the pattern can match
 * where its neighbour begins, so it takes one pass.
 */
const ADDRESS =
	/^(?:"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"|[^\s"(),:;<>@[\\\]\p{Cc}]+)@(?:\[[^\s[\]\\\p{Cc}]+\]|[^\s"(),:;<>@[\\\]\p{Cc}]+)$/u;

/** Cuts a header into its entries: at commas and semicolons outside of quotes, comments and brackets. One pass. */
function entriesOf(header: string): Entry[] {
	const entries: Entry[] = [];
	let entry = emptyEntry();
	let at = 0;
	while (at < header.length) {
		const character = header[at] ?? '';
		if (character === ',' || character === ';') {
			if (!isEmpty(entry)) entries.push(entry);
			entry = emptyEntry();
			at++;
		} else if (character === ':') {
			// What stood before was the name of a group: `Team: a@b.io, c@d.io;`. A group's name holds no address.
			const doubtful =
				entry.doubtful || entry.bracketed !== undefined || entry.phrase.includes('@');
			entry = { ...emptyEntry(), doubtful };
			at++;
		} else if (character === '"' || character === '(' || character === '<') {
			const end = endOf(header, at);
			take(entry, header.slice(at, end ?? header.length), end !== undefined);
			at = end ?? header.length;
		} else {
			if (entry.bracketed !== undefined && character.trim() !== '') entry.doubtful = true;
			entry.phrase += character;
			at++;
		}
	}
	if (!isEmpty(entry)) entries.push(entry);
	return entries;
}

function emptyEntry(): Entry {
	return { phrase: '', bracketed: undefined, comments: [], doubtful: false };
}

/** @param part a quoted text, comment or bracket with its delimiters, the last one missing if not `finished` */
function take(entry: Entry, part: string, finished: boolean): void {
	const inside = part.slice(1, finished ? -1 : undefined);
	if (!finished || (entry.bracketed !== undefined && !part.startsWith('('))) entry.doubtful = true;
	if (part.startsWith('"')) entry.phrase += part;
	else if (part.startsWith('(')) entry.comments.push(inside.trim());
	else entry.bracketed = inside;
}

/** The position after the delimiter that closes what opens at `start`. Comments nest; a backslash hides one character. */
function endOf(header: string, start: number): number | undefined {
	const opening = header[start];
	const closing = opening === '"' ? '"' : opening === '(' ? ')' : '>';
	let depth = 0;
	let quoted = false;
	for (let at = start; at < header.length; at++) {
		const character = header[at];
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
