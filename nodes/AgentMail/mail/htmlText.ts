import { htmlElement, PageStyle, ROOT, type HtmlElement, type Look } from './htmlElement';
import { Lines } from './htmlLines';
import { LinkedLines } from './htmlLinks';
import { attributeOf, readTokens, type Tag, type Token } from './htmlTokens';
import { OpenElements, rulesOf } from './htmlTree';
import { numberOf } from './listMarker';

/** Of the elements that hold no tags, those that show what they hold. */
const READ = new Set(['plaintext', 'xmp']);

/**
 * The text of an HTML mail, for people and models to read: what a browser shows of it, one line for each block, with the
 * addresses of links behind their text and the texts of pictures. It is no sanitizer: the outcome is text, not HTML that
 * is safe to show. One pass, whatever the HTML looks like.
 */
export function htmlText(html: string): string {
	return read(html, new LinkedLines());
}

/** Its words alone: without addresses, texts of pictures and numbers. */
export function visibleText(html: string): string {
	return read(html, new Lines());
}

function read(html: string, lines: Lines): string {
	const page = new Page(lines, html);
	readTokens(html, (token) => readToken(page, token));
	return page.toString();
}

function readToken(page: Page, token: Token): void {
	if (token.kind === 'tag') {
		if (token.ends) page.follow(token);
	} else if (token.kind === 'text') page.add(token.text);
	else if (token.kind === 'raw') {
		if (READ.has(token.name)) page.addRaw(token.text);
		else if (token.name === 'style') page.addStyle(token.text);
	} else if (/^!doctype\b/i.test(token.text)) page.style.sheets.ignoresCase = false;
}

/** What is open, and what is written of it. */
class Page {
	readonly style: PageStyle;
	private readonly elements = new OpenElements<HtmlElement>(
		ROOT,
		({ kind }) => this.style.sheets.follow(kind, 1),
		(element) => this.close(element),
		({ tag, rules, counter }, outer) => ({
			...htmlElement(tag, rules, outer, this.style),
			counter,
		}),
	);
	/** Whether it begins with a row or a cell, as what is cut out of an email may. */
	private isPartOfTable: boolean | undefined;
	/** Whether text of white space alone, with a line break, is none: at the very beginning of `<pre>`. */
	private isAtStart = false;

	constructor(
		private readonly lines: Lines,
		html: string,
	) {
		this.style = new PageStyle(html);
	}

	/** @param html text as it stands in HTML */
	add(html: string): void {
		const { look } = this.elements.container;
		const text = this.isAtStart ? html.replace(/^\r?\n/, '') : html;
		this.isAtStart = false;
		if (this.isPartOfTable === undefined && /\S/.test(text)) this.isPartOfTable = false;
		if (isRead(look)) this.lines.add(text, look.space);
	}

	addRaw(text: string): void {
		if (isRead(this.elements.innermost.look)) this.lines.addAsWritten(text.replace(/^\r?\n/, ''));
	}

	addStyle(css: string): void {
		const { tag } = this.elements.innermost;
		const media = attributeOf(tag, 'media') ?? '';
		const isCss = /^(?:text\/css)?$/i.test(attributeOf(tag, 'type') ?? '');
		if (isCss && /^(?:all|screen)?$/i.test(media.trim())) this.style.sheets.add(css);
	}

	follow(tag: Tag): void {
		this.isAtStart = false;
		this.isPartOfTable ??= !tag.isEnd && !!rulesOf(tag.name).tablePart;
		if (tag.isEnd) this.end(tag.name);
		else this.start(tag);
	}

	private start(tag: Tag): void {
		const { name } = tag;
		const rules = rulesOf(name);
		// A slip of the pen that browsers read. (HTML Living Standard, section 13.2.6.4.7)
		if (name === 'image' && !this.isForeign()) return this.start({ ...tag, name: 'img' });
		const isAgain = (name === 'html' || name === 'body') && this.elements.find(name) !== undefined;
		if (isAgain || name === 'head') return;
		if (!this.isPartOfTable && !this.elements.takes(name, rules)) return;
		this.elements.beforeStart(name, rules, this.style.isQuirky);
		for (const missing of this.elements.missingFor(name))
			this.start({ ...ROOT.tag, name: missing });
		const { innermost, container } = this.elements;
		const element = htmlElement(tag, rules, rules.tablePart ? innermost : container, this.style);
		if (rules.isVoid) return this.showEmpty(element);
		if (tag.source.endsWith('/>') && this.isForeign()) return;
		this.elements.push(element);
		this.isAtStart = name === 'pre' || name === 'listing';
		this.break(element);
		if (!element.look.isGone) this.open(element);
	}

	private isForeign(): boolean {
		return this.elements.find('svg', 'math') !== undefined;
	}

	private end(name: string): void {
		if (this.elements.end(name) || this.elements.innermost.look.isGone) return;
		// The end of what has not begun is a paragraph without text, or a line break.
		if (name === 'p') this.lines.paragraph();
		if (name === 'br') this.lines.endLine();
	}

	private showEmpty({ name, tag, look, flow }: HtmlElement): void {
		if (look.isGone) return;
		if (name === 'br') this.lines.endLine();
		else if (flow !== 'inline') this.lines.block();
		if (name === 'img' && !look.isInvisible) this.lines.picture?.(tag);
	}

	private open({ name, tag, look, isListItem }: HtmlElement): void {
		if (isListItem && isRead(look)) this.lines.mark(this.markerOf(tag, look));
		if (name === 'a') this.lines.startLink?.(tag);
		if (name === 'bdo') this.lines.turn(tag);
	}

	private close(element: HtmlElement): void {
		const { name, kind, look } = element;
		this.style.sheets.follow(kind, -1);
		if (name === 'a' && !look.isGone) this.lines.endLink?.();
		if (name === 'bdo' && !look.isGone) this.lines.turnBack();
		this.break(element);
	}

	private break({ flow }: HtmlElement): void {
		if (flow === 'apart') this.lines.paragraph();
		else if (flow === 'block') this.lines.block();
		else if (flow === 'cell') this.lines.cell();
	}

	private markerOf(item: Tag, { marker }: Look): string {
		const number = numberOf(item, this.elements.find(...LISTS)?.counter);
		return this.lines.markerOf?.(marker, number) ?? '- ';
	}

	toString(): string {
		this.elements.endAll();
		return this.lines.toString();
	}
}

const isRead = ({ isGone, isTiny, isInvisible }: Look) => !isGone && !isTiny && !isInvisible;

const LISTS = ['dir', 'menu', 'ol', 'ul'];
