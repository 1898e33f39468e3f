import { decodeHTMLAttribute, Tokenizer, type TokenizerCallbacks } from './htmlLibrary';

/** A piece of HTML as a browser cuts it, in order: nothing of the text is lost between two pieces. */
export type Token =
	/** As it is written: entities stand in it. */
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
	/** Of an end tag, none: they mean nothing. */
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

/** The first of that name counts. */
export const attributeOf = ({ attributes }: Tag, wanted: string): string | undefined =>
	attributes.find(({ name }) => name === wanted)?.value;

/** In pictures and formulas, a tag that ends with a slash is an element without content. */
const FOREIGN = new Set(['math', 'svg']);

/** Elements in which a browser sees no tags but their own end; of `plaintext`, not even that. */
const RAW = new Map(
	'iframe noembed noframes plaintext script style textarea title xmp'
		.split(' ')
		.map((name) => [name, new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi')]),
);

/** One pass, whatever the HTML looks like. (HTML Living Standard, section 13.2.5: tokenization) */
export function readTokens(source: string, take: (token: Token) => void): void {
	new Reader(asBrowsersRead(source), take).read();
}

/**
 * Rewrites what the tokenizer would read otherwise than the standard says: where comments end that look like none or end
 * as they should not, and end tags that are comments.
 */
function asBrowsersRead(source: string): string {
	const closed = source.includes('!>') ? source.replaceAll('--!>', '-->') : source;
	return closed.replace(/<(?:!\[CDATA\[|!-?>|\/>|\/(?=\s))/g, (odd) => {
		if (odd === '<![CDATA[') return '<!CDATA[';
		return odd === '</' ? '<!' : '<!-->';
	});
}

/** Its value is decoded when it is asked for: of most attributes, nobody does. */
class WrittenAttribute implements Attribute {
	constructor(
		readonly name: string,
		private readonly written: string,
	) {}

	get value(): string {
		return this.written.includes('&') ? decodeHTMLAttribute(this.written) : this.written;
	}
}

/** Follows the tokenizer, which knows positions, and makes pieces of what lies between them. */
class Reader implements TokenizerCallbacks {
	/** Up to here, everything is in a token. */
	private at = 0;
	/** Where the tokenizer began. */
	private base = 0;
	private tokenizer = new Tokenizer({ decodeEntities: false }, this);
	private name = '';
	private attributes: Attribute[] = [];
	private attribute = '';
	private value = '';
	private foreignDepth = 0;
	/** An element that holds no tags has just begun. */
	private raw: string | undefined;

	constructor(
		private readonly html: string,
		private readonly take: (token: Token) => void,
	) {}

	read(): void {
		this.tokenizer.write(this.html);
		while (this.raw !== undefined) this.readOnBehind(this.raw);
		this.tokenizer.end();
		if (this.at < this.html.length) this.take(this.unfinished());
	}

	/** @param name of an element that holds no tags */
	private readOnBehind(name: string): void {
		const end = endOfRaw(this.html, name, this.at);
		const text = this.html.slice(this.at, end);
		this.take({ kind: 'raw', name, text, ends: end < this.html.length });
		this.at = this.base = end;
		this.raw = undefined;
		this.tokenizer = new Tokenizer({ decodeEntities: false }, this);
		this.tokenizer.write(this.html.slice(end));
	}

	/** A tag in which the HTML ends. */
	private unfinished(): Tag {
		const source = this.html.slice(this.at);
		const [, slash, name = ''] = /^<(\/?)([^\t\n\f\r />]*)/.exec(source) ?? [];
		const { attributes } = this;
		return {
			kind: 'tag',
			name: name.toLowerCase(),
			isEnd: !!slash,
			attributes,
			source,
			ends: false,
		};
	}

	private add(token: Token, end: number): void {
		this.at = end;
		this.take(token);
	}

	private slice(start: number, end: number): string {
		return this.html.slice(this.base + start, this.base + end);
	}

	ontext(start: number, end: number): void {
		// Where a tag has begun, and never ends, there is no text.
		if (this.base + start > this.at) return;
		this.add({ kind: 'text', text: this.slice(start, end) }, this.base + end);
	}

	private comment(end: number, text: string): void {
		this.add({ kind: 'comment', text }, this.base + end + 1);
	}

	oncomment(start: number, end: number, offset: number): void {
		this.comment(end, this.slice(start, Math.max(start, end - offset)));
	}

	ondeclaration(start: number, end: number): void {
		this.comment(end, `!${this.slice(start, end)}`);
	}

	onprocessinginstruction(start: number, end: number): void {
		this.comment(end, `?${this.slice(start, end)}`);
	}

	onopentagname(start: number, end: number): void {
		this.name = this.slice(start, end).toLowerCase();
		this.attributes = [];
	}

	onattribname(start: number, end: number): void {
		this.attribute = this.slice(start, end).toLowerCase();
		this.value = '';
	}

	onattribdata(start: number, end: number): void {
		this.value = this.slice(start, end);
	}

	onattribend(): void {
		this.attributes.push(new WrittenAttribute(this.attribute, this.value));
	}

	onopentagend(end: number): void {
		const { name, attributes } = this;
		this.tag(end, name, false, attributes);
		if (FOREIGN.has(name)) this.foreignDepth++;
		if (RAW.has(name)) this.beginRaw(name);
	}

	onselfclosingtag(end: number): void {
		if (this.foreignDepth === 0) return this.onopentagend(end);
		this.tag(end, this.name, false, this.attributes);
	}

	private beginRaw(name: string): void {
		this.raw = name;
		this.tokenizer.pause();
	}

	onclosetag(start: number, end: number): void {
		const written = this.slice(start, end);
		const slash = written.indexOf('/');
		const name = (slash === -1 ? written : written.slice(0, slash)).toLowerCase();
		const closing = this.html.indexOf('>', this.base + end);
		this.name = name;
		this.attributes = [];
		if (closing === -1) return;
		if (FOREIGN.has(name)) this.foreignDepth = Math.max(0, this.foreignDepth - 1);
		this.tag(closing - this.base, name, true, []);
	}

	private tag(end: number, name: string, isEnd: boolean, attributes: Attribute[]): void {
		const behind = this.base + end + 1;
		const source = this.html.slice(this.at, behind);
		this.add({ kind: 'tag', name, isEnd, attributes, source, ends: true }, behind);
	}

	/** These are for XML, or for those who let it decode entities. */
	oncdata(): void {}
	onattribentity(): void {}
	ontextentity(): void {}
	onend(): void {}
}

function endOfRaw(html: string, name: string, start: number): number {
	const closing = RAW.get(name);
	if (name === 'plaintext' || !closing) return html.length;
	closing.lastIndex = start;
	return closing.exec(html)?.index ?? html.length;
}
