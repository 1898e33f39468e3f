import { BLOCKS, CELLS, type Space } from './htmlLines';
import { attributeOf, type Tag } from './htmlTokens';
import { NO_RULES, type Open, type Rules } from './htmlTree';
import { PLAIN, saysSomething, styleOf, type Style } from './inlineStyle';
import { StyleSheets, type Kind } from './styleSheet';
import { counterOf, type Counter } from './listMarker';

/** How the text in an element is shown. What `@media` says, or the colour of the paper, is not found. */
export interface Look {
	/** No part of it can be seen, whatever it says itself. */
	isGone: boolean;
	/** What it holds can be seen where it says so. */
	isTiny: boolean;
	isInvisible: boolean;
	space: Space;
	/** What stands before the items of a list, by its name in CSS. */
	marker: string;
	/** Whether every element in it is a block, as in a flexible box. */
	holdsBlocks: boolean;
}

/** `apart`: a block with an empty line before and after it. */
export type Flow = 'inline' | 'cell' | 'block' | 'apart';

export interface HtmlElement extends Open {
	tag: Tag;
	look: Look;
	flow: Flow;
	isListItem: boolean;
	/** Of a list. */
	counter: Counter | undefined;
	/** What style sheets say about it. */
	kind: Kind;
}

const USUAL: Look = {
	isGone: false,
	isTiny: false,
	isInvisible: false,
	space: 'normal',
	marker: 'disc',
	holdsBlocks: false,
};

const GONE: Look = { ...USUAL, isGone: true };

/** In which everything stands. */
export const ROOT: HtmlElement = {
	name: '',
	rules: NO_RULES,
	isRemarkable: false,
	tag: { kind: 'tag', name: '', isEnd: false, attributes: [], source: '', ends: true },
	look: USUAL,
	flow: 'block',
	isListItem: false,
	counter: undefined,
	kind: { counted: [], rules: [] },
};

/** Elements whose content a browser does not show, besides those that hold no tags. */
const UNREAD = new Set('audio canvas datalist noscript rp template video'.split(' '));

const PREFORMATTED = new Set(['listing', 'plaintext', 'pre', 'textarea', 'xmp']);
const SPACE: Record<string, Space> = {
	pre: 'pre',
	'pre-wrap': 'pre',
	'break-spaces': 'pre',
	'pre-line': 'pre-line',
};

/** In these, text has a size of its own, whatever stands around them; in a table only for old pages. */
const SIZED = new Set(['button', 'input', 'optgroup', 'option', 'select', 'textarea']);

/** Elements that by themselves show text otherwise. */
const REMARKABLE = new Set([...PREFORMATTED, 'dir', 'li', 'menu', 'ol', 'ul']);
/** The same in an element whose text has no size. */
const REMARKABLE_IN_TINY = new Set([...SIZED, 'font', 'table']);

const APART = new Set(['p', 'pre', 'listing', 'plaintext', 'xmp']);

/** What elements are without a style, if not `inline`. */
const FLOWS = new Map<string, Flow>([
	...[...BLOCKS].map((name): [string, Flow] => [name, 'block']),
	...[...CELLS].map((name): [string, Flow] => [name, 'cell']),
	...[...APART].map((name): [string, Flow] => [name, 'apart']),
]);

const BLOCK_DISPLAY =
	/^(?:block|flex|grid|table|list-item|flow-root|-webkit-box|-webkit-flex|table-(?:row|caption|(?:row|header|footer)-group))\b/;

/** So many styles are kept, because elements of an email repeat each other. */
const MOST_STYLES = 500;

/** What decides on the look of an element besides itself and the one around it. */
export class PageStyle {
	readonly sheets: StyleSheets;
	private readonly known = new Map<string, Style>();
	private readonly knownOfTiny = new Map<string, Style>();

	/** Whether the page has no doctype. Browsers read it as they did in the nineties. */
	get isQuirky(): boolean {
		return this.sheets.ignoresCase;
	}

	constructor(html: string) {
		this.sheets = new StyleSheets(html);
	}

	of(tag: Tag, kind: Kind, outer: Look): Style {
		const own = attributeOf(tag, 'style') ?? '';
		const common = this.sheets.declarationsFor(kind);
		const source = common === '' ? own : `${common};${own}`;
		if (source === '') return PLAIN;
		const styles = outer.isTiny ? this.knownOfTiny : this.known;
		const known = styles.get(source);
		if (known) return known;
		if (styles.size >= MOST_STYLES) styles.clear();
		const style = saysSomething(source, outer.isTiny) ? styleOf(source) : PLAIN;
		styles.set(source, style);
		return style;
	}
}

export function htmlElement(
	tag: Tag,
	rules: Rules,
	outer: HtmlElement,
	page: PageStyle,
): HtmlElement {
	const { name } = tag;
	const kind = page.sheets.kindOf(tag);
	const style = page.of(tag, kind, outer.look);
	const display = displayOf(tag, style);
	const isHidden = display !== undefined && /^(?:none|table-column)/.test(display);
	const isShown = !outer.look.isGone && !UNREAD.has(name) && !isHidden;
	const flow = isShown ? flowOf(name, display, style, outer.look) : 'inline';
	const look = isShown ? lookOf(tag, style, display, flow, outer.look, page.isQuirky) : GONE;
	return {
		name,
		rules,
		isRemarkable: style !== PLAIN || display !== undefined || look !== outer.look,
		tag,
		look,
		flow,
		isListItem:
			name === 'li' ? display === undefined || display === 'list-item' : display === 'list-item',
		counter: counterOf(tag),
		kind,
	};
}

/** `undefined` for what the element is by itself. A style is stronger than the attribute `hidden`. */
function displayOf(tag: Tag, { display }: Style): string | undefined {
	if (display !== undefined && !/^revert/.test(display)) return display;
	const isHidden =
		attributeOf(tag, 'hidden') !== undefined ||
		(tag.name === 'dialog' && attributeOf(tag, 'open') === undefined);
	return isHidden ? 'none' : undefined;
}

function flowOf(name: string, display: string | undefined, style: Style, outer: Look): Flow {
	const own =
		display === undefined || display === 'inherit'
			? (FLOWS.get(name) ?? 'inline')
			: flowOfDisplay(name, display);
	return own === 'inline' && (style.isOutOfLine || outer.holdsBlocks) ? 'block' : own;
}

function flowOfDisplay(name: string, display: string): Flow {
	if (display === 'table-cell') return 'cell';
	if (!BLOCK_DISPLAY.test(display)) return 'inline';
	return APART.has(name) ? 'apart' : 'block';
}

function lookOf(
	tag: Tag,
	style: Style,
	display: string | undefined,
	flow: Flow,
	outer: Look,
	isQuirky: boolean,
): Look {
	if (style === PLAIN && display === undefined && !isRemarkable(tag, outer)) {
		return outer.holdsBlocks ? { ...outer, holdsBlocks: false } : outer;
	}
	const look: Look = {
		isGone: style.isTransparent === true || hasNoRoom(tag.name, style, display, flow),
		isTiny: isTiny(tag, style, outer, isQuirky),
		isInvisible: isInvisible(style, outer),
		space: spaceOf(tag, style, outer),
		marker: style.marker ?? markerOf(tag) ?? outer.marker,
		holdsBlocks: /flex|grid/.test(display ?? ''),
	};
	return isSame(look, outer) ? outer : look;
}

const isRemarkable = (tag: Tag, outer: Look) =>
	REMARKABLE.has(tag.name) || (outer.isTiny && REMARKABLE_IN_TINY.has(tag.name)) || isOneLine(tag);

/** A cell that does not break its text, whatever the white space around it. */
const isOneLine = (tag: Tag) => CELLS.has(tag.name) && attributeOf(tag, 'nowrap') !== undefined;

const isSame = (a: Look, b: Look) =>
	a.isGone === b.isGone &&
	a.isTiny === b.isTiny &&
	a.isInvisible === b.isInvisible &&
	a.space === b.space &&
	a.marker === b.marker &&
	a.holdsBlocks === b.holdsBlocks;

/** What is cut off at its edges, and has none. Sizes mean nothing for what stands in a line, and in tables only widen. */
function hasNoRoom(name: string, { zero, clips }: Style, display = '', flow: Flow): boolean {
	if (zero.size === 0 || !clips) return false;
	const isPart = flow === 'cell' || /^table/.test(display) || (display === '' && TABLE.has(name));
	return !isPart && (flow !== 'inline' || /^inline-/.test(display));
}

const TABLE = new Set('table tbody thead tfoot tr caption'.split(' '));

function isTiny(tag: Tag, { size }: Style, outer: Look, isQuirky: boolean): boolean {
	if (size === 'zero') return true;
	if (size === 'shown' || !outer.isTiny) return false;
	const isSized =
		SIZED.has(tag.name) ||
		(tag.name === 'table' && isQuirky) ||
		(tag.name === 'font' && /^\s*[+-]?\d/.test(attributeOf(tag, 'size') ?? ''));
	return size === 'relative' || !isSized;
}

function isInvisible({ visibility }: Style, outer: Look): boolean {
	if (visibility === 'hidden' || visibility === 'collapse') return true;
	return outer.isInvisible && !(visibility === 'visible' || visibility === 'initial');
}

function spaceOf(tag: Tag, { space }: Style, outer: Look): Space {
	if (space !== undefined) return SPACE[space] ?? 'normal';
	if (PREFORMATTED.has(tag.name)) return 'pre';
	return isOneLine(tag) ? 'normal' : outer.space;
}

/** A list's own; the attribute `type` also of an item. */
function markerOf(tag: Tag): string | undefined {
	if (tag.name !== 'li' && !USUAL_MARKERS.has(tag.name)) return undefined;
	const type = attributeOf(tag, 'type') ?? '';
	const byType =
		TYPES[type] ?? (/^(?:none|disc|circle|square)$/i.test(type) ? type.toLowerCase() : undefined);
	return byType ?? USUAL_MARKERS.get(tag.name);
}

const USUAL_MARKERS = new Map([
	['dir', 'disc'],
	['menu', 'disc'],
	['ol', 'decimal'],
	['ul', 'disc'],
]);
const TYPES: Record<string, string | undefined> = {
	'1': 'decimal',
	a: 'lower-alpha',
	A: 'upper-alpha',
	i: 'lower-roman',
	I: 'upper-roman',
};
