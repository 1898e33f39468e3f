import { decoded } from './entities';
import { tokensOf, type Tag } from './htmlTokens';

/** Elements whose content is not for reading, besides those that hold no tags. */
const UNREAD = new Set(['noscript', 'template']);

/** Of the elements that hold no tags, those that show what they hold. */
const READ = new Set(['plaintext', 'xmp']);

/** Elements without content. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** Elements that begin and end on a line of their own. */
const BLOCKS = new Set(
	(
		'address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
		'header hr li main nav ol p pre section table tbody tfoot thead tr ul'
	).split(' '),
);

const CELLS = new Set(['td', 'th']);

/** The character that does the same as a `<bdo>`: `0001` that runs from right to left is read as 1000. */
function turnOf({ isEnd, attributes }: Tag): string {
	if (isEnd) return '\u202c';
	const direction = attributes.find(({ name }) => name === 'dir')?.value.toLowerCase();
	return direction === 'rtl' ? '\u202e' : '\u202d';
}

/**
 * The text of an HTML mail, for people and models to read: no scripts, no styles, one line for each block. It is no
 * sanitizer: the outcome is text, not HTML that is safe to show. One pass, whatever the HTML looks like.
 */
export function htmlText(html: string): string {
	const lines = new Lines();
	const scopes: Scope[] = [];
	for (const token of tokensOf(html)) {
		if (token.kind === 'tag' && token.ends) {
			if (endsParagraph(token) && scopes.at(-1)?.element === 'p') scopes.pop();
			const before = scopes.at(-1);
			follow(scopes, token);
			if (!before?.isGone && !scopes.at(-1)?.isGone) lines.follow(token);
		} else if (token.kind === 'text' || (token.kind === 'raw' && READ.has(token.name))) {
			if (isShown(scopes.at(-1))) lines.add(token.text);
		}
	}
	return lines.toString();
}

/** Text in lines, as the tags around it make them. */
export class Lines {
	/** The last one is still being written. */
	private readonly lines = [''];

	add(html: string): void {
		this.append(decoded(html.replace(/\s+/g, ' ')));
	}

	follow(tag: Tag): void {
		const { name, isEnd } = tag;
		if (name === 'br') this.lines.push('');
		else if (BLOCKS.has(name)) this.endBlock();
		else if (CELLS.has(name)) this.append(' ');
		if (name === 'p') this.lines.push('');
		if (name === 'li' && !isEnd) this.append('- ');
		if (name === 'bdo') this.append(turnOf(tag));
	}

	/** White space between blocks is no line. */
	private endBlock(): void {
		if (this.lines.at(-1)?.trim() === '') this.lines[this.lines.length - 1] = '';
		else this.lines.push('');
	}

	private append(text: string): void {
		this.lines[this.lines.length - 1] += text;
	}

	/** Single spaces, no spaces at the ends of lines, at most one empty line in a row. */
	toString(): string {
		const kept: string[] = [];
		for (const line of this.lines) {
			const trimmed = line.replace(/\s+/g, ' ').trim();
			if (trimmed !== '' || kept.at(-1) !== '') kept.push(trimmed);
		}
		return kept.join('\n').trim();
	}
}

/** How text is shown from a tag on, until its element ends. What a style sheet hides, or the colour of the paper, is not found. */
interface Scope {
	element: string;
	/** Elements of the same name that are open, this one included. */
	depth: number;
	/** No part of it can be seen, whatever it says itself. */
	isGone: boolean;
	/** What it holds can be seen where it says so. */
	isTiny: boolean;
	isInvisible: boolean;
}

const isShown = (scope: Scope | undefined) =>
	!scope?.isGone && !scope?.isTiny && !scope?.isInvisible;

/** Whether it begins a block, which no paragraph holds. */
const endsParagraph = ({ name, isEnd }: Tag) => !isEnd && BLOCKS.has(name);

/** Keeps the scopes that are open, the innermost last. */
function follow(scopes: Scope[], tag: Tag): void {
	const { name, isEnd } = tag;
	const scope = scopes.at(-1);
	if (isEnd) {
		if (scope?.element === name && --scope.depth === 0) scopes.pop();
	} else if (!VOID.has(name)) {
		const inner = scopeOf(tag, scope);
		if (inner) scopes.push(inner);
		else if (scope?.element === name) scope.depth++;
	}
}

/** `undefined` where the tag changes nothing. */
function scopeOf({ name, attributes }: Tag, outer: Scope | undefined): Scope | undefined {
	if (outer?.isGone) return undefined;
	const valueOf = (wanted: string) => attributes.find((each) => each.name === wanted)?.value;
	const style = declarations(valueOf('style') ?? '');
	const size = style.get('font-size');
	const visibility = style.get('visibility');
	const scope = {
		element: name,
		depth: 1,
		isGone: UNREAD.has(name) || valueOf('hidden') !== undefined || hides(style),
		isTiny: size === undefined ? (outer?.isTiny ?? false) : isZero(size),
		isInvisible:
			visibility === undefined
				? (outer?.isInvisible ?? false)
				: /^(?:hidden|collapse)\b/.test(visibility),
	};
	const { isTiny = false, isInvisible = false } = outer ?? {};
	const changes = scope.isGone || scope.isTiny !== isTiny || scope.isInvisible !== isInvisible;
	return changes ? scope : undefined;
}

const hides = (style: Map<string, string>) =>
	/^none\b/.test(style.get('display') ?? '') ||
	['opacity', 'max-height', 'max-width'].some((name) => isZero(style.get(name) ?? ''));

const isZero = (length: string) => parseFloat(length) === 0;

/** What a style says, by property: of two, the later. */
function declarations(style: string): Map<string, string> {
	const plain = style.replace(/\/\*[^]*?(?:\*\/|$)/g, '').toLowerCase();
	return new Map(
		plain.split(';').map((declaration) => {
			const [property = '', ...value] = declaration.split(':');
			return [property.trim(), value.join(':').trim()];
		}),
	);
}
