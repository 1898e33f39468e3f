import { decoded } from './entities';

/** A piece of HTML as a browser cuts it, in order: nothing of the text is lost between two pieces. */
export type Token =
	| { kind: 'text'; text: string }
	/** Also declarations, and what browsers take for a comment. */
	| { kind: 'comment'; text: string }
	/** What stands in an element that holds no tags. It ends nowhere if its end tag is missing. */
	| { kind: 'raw'; name: string; text: string; ends: boolean }
	| Tag;

export interface Tag {
	kind: 'tag';
	/** In small letters. */
	name: string;
	isEnd: boolean;
	attributes: Attribute[];
	/** As it is written; without `>` if it never ends. */
	source: string;
	ends: boolean;
}

export interface Attribute {
	/** In small letters. */
	name: string;
	value: string;
}

/** Elements in which a browser sees no tags but their own end; of `plaintext`, not even that. */
const RAW = new Set('iframe noembed noframes plaintext script style textarea title xmp'.split(' '));

/** One pass, whatever the HTML looks like. (HTML Living Standard, section 13.2.5: tokenization) */
export function* tokensOf(html: string): Generator<Token> {
	// Any other `<` is text.
	const opening = /<(?:(\/?[a-z])|[!?]|\/[^>])/gi;
	let at = 0;
	for (let found = opening.exec(html); found; found = opening.exec(html)) {
		const { index } = found;
		if (index > at) yield { kind: 'text', text: html.slice(at, index) };
		if (found[1] === undefined) {
			const { text, end } = commentAt(html, index);
			yield { kind: 'comment', text };
			at = end;
		} else {
			const tag = tagAt(html, index);
			yield tag;
			at = index + tag.source.length;
			if (tag.ends && !tag.isEnd && RAW.has(tag.name)) {
				const end = endOfRaw(html, tag.name, at);
				const text = html.slice(at, end);
				yield { kind: 'raw', name: tag.name, text, ends: end < html.length };
				at = end;
			}
		}
		opening.lastIndex = at;
	}
	if (at < html.length) yield { kind: 'text', text: html.slice(at) };
}

/** @param start of `<!`, `<?` or `</` */
function commentAt(html: string, start: number): { text: string; end: number } {
	const isReal = html.startsWith('<!--', start);
	const begin = start + (isReal ? '<!--' : '<').length;
	// A real one that ends at once, `<!-->` or `<!--->`, holds nothing.
	const atOnce = isReal ? matchAt(/-?>/y, html, begin) : undefined;
	if (atOnce) return { text: '', end: begin + atOnce[0].length };
	const closing = isReal ? /--!?>/g : />/g;
	const found = matchAt(closing, html, begin);
	return { text: html.slice(begin, found?.index), end: found ? closing.lastIndex : html.length };
}

function endOfRaw(html: string, name: string, start: number): number {
	if (name === 'plaintext') return html.length;
	const closing = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi');
	return matchAt(closing, html, start)?.index ?? html.length;
}

const TAG_NAME = /[^\t\n\f\r />]*/y;
const BETWEEN = /[\t\n\f\r /]*/y;
const SPACE = /[\t\n\f\r ]*/y;
const ATTRIBUTE_NAME = /=?[^\t\n\f\r />=]*/y;
/** A quote delimits a value only where the value begins. The quote at its end is missing if the HTML ends before. */
const VALUE = /=[\t\n\f\r ]*(?:"([^"]*)"?|'([^']*)'?|([^\t\n\f\r >]*))/y;

function tagAt(html: string, start: number): Tag {
	const isEnd = html[start + 1] === '/';
	let at = start + (isEnd ? 2 : 1);
	const read = (pattern: RegExp) => {
		const found = matchAt(pattern, html, at);
		at += found?.[0].length ?? 0;
		return found;
	};
	const name = read(TAG_NAME)?.[0].toLowerCase() ?? '';
	const attributes: Attribute[] = [];
	for (read(BETWEEN); at < html.length && html[at] !== '>'; read(BETWEEN)) {
		const attribute = read(ATTRIBUTE_NAME)?.[0].toLowerCase() ?? '';
		read(SPACE);
		const [, double, single, bare] = read(VALUE) ?? [];
		attributes.push({ name: attribute, value: decoded(double ?? single ?? bare ?? '') });
	}
	const ends = at < html.length;
	return { kind: 'tag', name, isEnd, attributes, source: html.slice(start, at + 1), ends };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}
