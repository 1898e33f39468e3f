/** Elements whose content is not for reading. */
const UNREAD = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'textarea']);

/** Elements without content. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

const HIDDEN = /\shidden(?=[\s=/>])/i;
const HIDDEN_BY_STYLE =
	/[\s"';](?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size|max-height|max-width)\s*:\s*0?(?:\.0+)?0(?![.\d]*[1-9]))/i;

/** Longer tags hold pictures as text, not styles. */
const LONGEST_TAG = 10_000;

/** Elements that begin and end on a line of their own. */
const BLOCKS = new Set(
	(
		'address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
		'header hr li main nav ol p pre section table tbody tfoot thead tr ul'
	).split(' '),
);

const CELLS = new Set(['td', 'th']);

/** Named characters that mail programs write. Others stay as they are. */
const NAMED: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	shy: '',
	zwnj: '',
	zwj: '',
	ensp: ' ',
	emsp: ' ',
	thinsp: ' ',
	hellip: '…',
	mdash: '—',
	ndash: '–',
	bull: '•',
	middot: '·',
	lsquo: '‘',
	rsquo: '’',
	sbquo: '‚',
	ldquo: '“',
	rdquo: '”',
	bdquo: '„',
	laquo: '«',
	raquo: '»',
	copy: '©',
	reg: '®',
	trade: '™',
	deg: '°',
	sect: '§',
	para: '¶',
	times: '×',
	euro: '€',
	pound: '£',
	yen: '¥',
	cent: '¢',
	auml: 'ä',
	ouml: 'ö',
	uuml: 'ü',
	Auml: 'Ä',
	Ouml: 'Ö',
	Uuml: 'Ü',
	szlig: 'ß',
	agrave: 'à',
	aacute: 'á',
	acirc: 'â',
	ccedil: 'ç',
	egrave: 'è',
	eacute: 'é',
	ecirc: 'ê',
	iacute: 'í',
	ntilde: 'ñ',
	oacute: 'ó',
	ocirc: 'ô',
	uacute: 'ú',
	larr: '←',
	rarr: '→',
};

/**
 * The text of an HTML mail, for people and models to read: no scripts, no styles, one line for each block. It is no
 * sanitizer: the outcome is text, not HTML that is safe to show. One pass, whatever the HTML looks like.
 */
export function htmlText(html: string): string {
	const lines = [''];
	let at = 0;
	while (at < html.length) {
		const opening = html.indexOf('<', at);
		const words = html.slice(at, opening < 0 ? html.length : opening);
		append(lines, decoded(words.replace(/\s+/g, ' ')));
		if (opening < 0) break;
		const { meaning, end } = tagAt(html, opening);
		meaning?.(lines);
		at = end;
	}
	return tidied(lines);
}

/** What a tag does to the lines written so far; the last one is still being written. */
type Meaning = (lines: string[]) => void;

interface Tag {
	meaning?: Meaning;
	/** Where the HTML goes on. */
	end: number;
}

const endLine: Meaning = (lines) => lines.push('');

/** White space between blocks is no line. */
const endBlock: Meaning = (lines) => {
	if (lines.at(-1)?.trim() === '') lines[lines.length - 1] = '';
	else endLine(lines);
};

const endParagraph: Meaning = (lines) => {
	endBlock(lines);
	endLine(lines);
};

const beginItem: Meaning = (lines) => {
	endBlock(lines);
	append(lines, '- ');
};

const leaveGap: Meaning = (lines) => append(lines, ' ');

function append(lines: string[], text: string): void {
	lines[lines.length - 1] += text;
}

function tagAt(html: string, start: number): Tag {
	if (html.startsWith('<!--', start)) return { end: after(html, '-->', start + 4) };
	const next = html[start + 1] ?? '';
	if (next === '!' || next === '?') return { end: after(html, '>', start) };
	if (!/[a-z/]/i.test(next)) return { meaning: (lines) => append(lines, '<'), end: start + 1 };

	const beginning = html.slice(start + 1, start + 23);
	const name = /^\/?([a-z][a-z0-9]{0,20})/i.exec(beginning)?.[1]?.toLowerCase() ?? '';
	const end = endOfTag(html, start);
	if (next !== '/' && UNREAD.has(name)) return { end: endOfElement(html, name, end) };
	if (next !== '/' && !VOID.has(name) && isHidden(html.slice(start, end))) {
		return { end: endOfNested(html, name, end) };
	}
	if (name === 'li' && next !== '/') return { meaning: beginItem, end };
	return { meaning: meaningOf(name), end };
}

function meaningOf(name: string): Meaning | undefined {
	if (name === 'br') return endLine;
	if (name === 'p') return endParagraph;
	if (BLOCKS.has(name)) return endBlock;
	return CELLS.has(name) ? leaveGap : undefined;
}

/** A `>` inside a quoted attribute does not end a tag. */
function endOfTag(html: string, start: number): number {
	const delimiter = /["'>]/g;
	delimiter.lastIndex = start;
	for (let found = delimiter.exec(html); found; found = delimiter.exec(html)) {
		if (found[0] === '>') return delimiter.lastIndex;
		delimiter.lastIndex = after(html, found[0], delimiter.lastIndex);
	}
	return html.length;
}

/** Written so that no reader sees it. What a style sheet hides, or the colour of the paper, is not found. */
function isHidden(tag: string): boolean {
	if (tag.length > LONGEST_TAG) return false;
	const attributes = decoded(tag).replace(/\/\*.*?\*\//gs, '');
	return HIDDEN.test(attributes) || HIDDEN_BY_STYLE.test(attributes);
}

/** The end of an element that may hold others of its name. */
function endOfNested(html: string, name: string, start: number): number {
	const tags = new RegExp(`<(/?)${name}(?=[\\s/>])`, 'gi');
	tags.lastIndex = start;
	let depth = 1;
	for (let found = tags.exec(html); found; found = tags.exec(html)) {
		depth += found[1] === '/' ? -1 : 1;
		if (depth === 0) return after(html, '>', found.index);
	}
	return html.length;
}

function endOfElement(html: string, name: string, start: number): number {
	const closing = new RegExp(`</${name}[\\s/>]`, 'gi');
	closing.lastIndex = start;
	const found = closing.exec(html);
	return found ? after(html, '>', found.index) : html.length;
}

/** The position behind the next `mark`; the end if there is none, so that nothing is searched for twice. */
function after(html: string, mark: string, start: number): number {
	const found = html.indexOf(mark, start);
	return found < 0 ? html.length : found + mark.length;
}

function decoded(text: string): string {
	return text.replace(
		/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
		(whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? whole;
			return character(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal));
		},
	);
}

function character(code: number): string {
	const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return valid ? String.fromCodePoint(code) : '\u{fffd}';
}

/** Single spaces, no spaces at the ends of lines, at most one empty line in a row. */
function tidied(lines: string[]): string {
	const kept: string[] = [];
	for (const line of lines) {
		const trimmed = line.replace(/\s+/g, ' ').trim();
		if (trimmed !== '' || kept.at(-1) !== '') kept.push(trimmed);
	}
	return kept.join('\n').trim();
}
