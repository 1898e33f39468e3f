/** An element whose end has not come. */
export interface Open {
	name: string;
	rules: Rules;
	/** Whether it shows its content otherwise than its parent does. */
	isRemarkable: boolean;
}

const words = (names: string) => new Set(names.split(' '));

/** Elements without content. */
const VOID = words(
	'area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr',
);

const HEADINGS = words('h1 h2 h3 h4 h5 h6');

/** Elements that an end tag of another name does not close on its own. (HTML Living Standard, 13.2.4.2) */
const SPECIAL = words(
	'address applet article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt ' +
		'fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html iframe li listing main marquee ' +
		'menu nav noembed noframes noscript object ol p plaintext pre script search section select style summary table ' +
		'tbody td template textarea tfoot th thead title tr ul xmp',
);
/** Of the same section: they last until their own end tag, and beyond the block in which they begin. */
const FORMATTING = words('a b big code em font i nobr s small strike strong tt u');

/** Beyond these, an end tag closes nothing. */
const SCOPES = words('applet caption html table td th marquee object template');
/** And beyond these, not that of a paragraph and of an item of a list. */
const PARAGRAPH_SCOPES = ['button'];
const LIST_SCOPES = ['ol', 'ul'];
/** All special ones but these end the search for an item of a list that is open. */
const NO_BARRIERS = words('address div p');
/** What formatting does not reach across. */
const BOUNDS = words('applet caption td th marquee object template');
const TABLE_SCOPES = ['html', 'table', 'template'];

/** With these, a paragraph ends. */
const NO_PARAGRAPH = words(
	'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 ' +
		'h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary ul xmp',
);

const NOTHING: string[] = [];

const SECTIONS = ['tbody', 'thead', 'tfoot', 'table'];

interface TablePart {
	/** What it stands in. */
	within: string[];
	/** What of the table ends where it begins, if it stands in no table. */
	ends: string[];
}

const TABLE_PARTS = new Map<string, TablePart>([
	['td', { within: ['tr', ...SECTIONS], ends: ['td', 'th'] }],
	['th', { within: ['tr', ...SECTIONS], ends: ['td', 'th'] }],
	['tr', { within: SECTIONS, ends: ['tr'] }],
	['tbody', { within: ['table'], ends: ['tbody'] }],
	['thead', { within: ['table'], ends: ['thead'] }],
	['tfoot', { within: ['table'], ends: ['tfoot'] }],
	['caption', { within: ['table'], ends: ['caption'] }],
	['colgroup', { within: ['table'], ends: ['colgroup'] }],
]);
const OF_TABLE = words('table tbody thead tfoot tr');

/** What all that says of elements by one name. It is looked up once, not list by list. */
export class Rules {
	readonly isVoid: boolean;
	readonly isHeading: boolean;
	readonly isSpecial: boolean;
	readonly isFormatting: boolean;
	readonly isScope: boolean;
	readonly isBarrier: boolean;
	readonly isBound: boolean;
	readonly endsParagraph: boolean;
	readonly isOfTable: boolean;
	readonly tablePart: TablePart | undefined;

	constructor(name: string) {
		this.isVoid = VOID.has(name);
		this.isHeading = HEADINGS.has(name);
		this.isSpecial = SPECIAL.has(name);
		this.isFormatting = FORMATTING.has(name);
		this.isScope = SCOPES.has(name);
		this.isBarrier = this.isSpecial && !NO_BARRIERS.has(name);
		this.isBound = BOUNDS.has(name);
		this.endsParagraph = NO_PARAGRAPH.has(name);
		this.isOfTable = OF_TABLE.has(name);
		this.tablePart = TABLE_PARTS.get(name);
	}
}

const RULES = new Map(
	[...VOID, ...SPECIAL, ...FORMATTING, ...NO_PARAGRAPH].map((name) => [name, new Rules(name)]),
);

/** Those for elements that HTML does not know, or has no rules for. */
export const NO_RULES = new Rules('');

export const rulesOf = (name: string): Rules => RULES.get(name) ?? NO_RULES;

/** So many elements are carried over into the next block, as a browser carries over three of a kind. */
const MOST_CARRIED = 8;
/** So many elements are told apart; browsers have a limit like that, too. */
const DEEPEST = 2000;
/** So deep a change is followed when formatting ends in the middle of blocks. */
const FOLLOWED = 500;

/**
 * The elements that are open, the outermost first, ended where a browser ends them. (HTML Living Standard, 13.2.6.4.7 to
 * .15, of which this is what decides on the look of a text.) Each tag takes a number of steps that does not depend on
 * how many are open.
 */
export class OpenElements<Element extends Open> {
	private readonly open: Element[];
	/** How many by that name are too deep to be told apart: they look as what they stand in. */
	private readonly beyond = new Map<string, number>();
	/** Where in `open`, by name. */
	private readonly places = new Map<string, number[]>();
	/** Where those are that reach is measured by: see {@link Rules}. */
	private readonly special: number[] = [];
	private readonly barriers: number[] = [];
	private readonly scopes: number[] = [];
	private readonly bounds: number[] = [];

	/**
	 * @param root in which everything stands; it has no name
	 * @param opened is told of each element as it begins
	 * @param closed as it ends
	 * @param again makes an element anew, within another
	 */
	constructor(
		private readonly root: Element,
		private readonly opened: (element: Element) => void,
		private readonly closed: (element: Element) => void,
		private readonly again: (element: Element, outer: Element) => Element,
	) {
		this.open = [root];
	}

	get innermost(): Element {
		return this.open.at(-1) ?? this.root;
	}

	/** In which text and other elements would stand now: nothing but cells stands in a table, the rest before it. */
	get container(): Element {
		const place = this.innermost.rules.isOfTable ? this.placeOf('table') : -1;
		return place === -1 ? this.innermost : (this.open[place - 1] ?? this.root);
	}

	/** The innermost of these. */
	find(...names: string[]): Element | undefined {
		return this.open[this.lastOf(names)];
	}

	push(element: Element): void {
		const { name, rules } = element;
		if (this.open.length >= DEEPEST) {
			this.beyond.set(name, (this.beyond.get(name) ?? 0) + 1);
			return;
		}
		this.opened(element);
		const place = this.open.push(element) - 1;
		const places = this.places.get(name);
		if (places) places.push(place);
		else this.places.set(name, [place]);
		if (!rules.isSpecial) return;
		this.special.push(place);
		if (rules.isScope) this.scopes.push(place);
		if (rules.isBarrier) this.barriers.push(place);
		if (rules.isBound) this.bounds.push(place);
	}

	/** Whether a browser makes an element of it: outside of a table, there are no rows and cells. */
	takes(name: string, { tablePart }: Rules): boolean {
		if (name === 'form') return !this.innermost.rules.isOfTable;
		return !tablePart || this.placeOf('table') > -1;
	}

	/** What a part of a table stands in, if that is not written. */
	missingFor(name: string): string[] {
		const inner = this.innermost.name;
		if (name === 'tr') return inner === 'table' ? ['tbody'] : NOTHING;
		if (name !== 'td' && name !== 'th') return NOTHING;
		if (inner === 'table') return ['tbody', 'tr'];
		return SECTIONS.includes(inner) ? ['tr'] : NOTHING;
	}

	/** Ends what cannot hold an element of that name. */
	beforeStart(
		name: string,
		{ isHeading, endsParagraph, tablePart }: Rules,
		isQuirky: boolean,
	): void {
		if (name === 'li') this.endItem(['li']);
		else if (name === 'dd' || name === 'dt') this.endItem(['dd', 'dt']);
		if (endsParagraph || (name === 'table' && !isQuirky)) this.endParagraph();
		const { innermost } = this;
		if (isHeading && innermost.rules.isHeading) this.endAt(this.open.length - 1);
		if ((name === 'option' || name === 'optgroup') && innermost.name === 'option') {
			this.endAt(this.open.length - 1);
		}
		if (name === 'a' || name === 'nobr') this.endFormatting(name);
		if (name === 'button') this.endIn('button');
		if (name === 'table' && this.isInTable()) this.endFrom(this.placeOf('table'));
		if (tablePart) this.beforePart(tablePart);
	}

	/** Not in a cell of it. */
	private isInTable(): boolean {
		return this.placeOf('table') > this.lastOf(['td', 'th', 'caption']);
	}

	private beforePart({ within, ends }: TablePart): void {
		const container = this.lastOf(within);
		const end = container > -1 ? container + 1 : this.lastOf(ends);
		if (end > -1) this.endAt(end);
	}

	/** @returns whether there was something to end */
	end(name: string): boolean {
		const beyond = this.beyond.get(name) ?? 0;
		if (beyond > 0) {
			this.beyond.set(name, beyond - 1);
			return true;
		}
		const place = this.placeOf(name);
		const rules = rulesOf(name);
		if (rules.isHeading) return this.endHeading();
		if (place === -1) return false;
		if (name === 'body' || name === 'html') return false;
		if (rules.isFormatting) return this.endFormatting(name);
		if (name === 'p') return this.endParagraph();
		if (name === 'li') return this.endIn(name, LIST_SCOPES);
		if (rules.tablePart || name === 'table') return this.endPart(name, place);
		if (rules.isSpecial) return this.endIn(name);
		if (place > last(this.special)) this.endFrom(place);
		return true;
	}

	endAll(): void {
		this.endAt(1);
	}

	private placeOf(name: string): number {
		return this.places.get(name)?.at(-1) ?? -1;
	}

	private lastOf(names: Iterable<string>): number {
		let last = -1;
		for (const name of names) last = Math.max(last, this.placeOf(name));
		return last;
	}

	private endParagraph(): boolean {
		return this.endIn('p', PARAGRAPH_SCOPES);
	}

	private endHeading(): boolean {
		const place = this.lastOf(HEADINGS);
		if (place <= last(this.scopes)) return false;
		this.endFrom(place);
		return true;
	}

	private endItem(names: string[]): void {
		const place = last(this.barriers);
		if (names.includes(this.open[place]?.name ?? '')) this.endFrom(place);
	}

	private endPart(name: string, place: number): boolean {
		if (name !== 'table' && place < this.lastOf(TABLE_SCOPES)) return true;
		if (this.open[place]?.rules.isBound) this.endAt(place);
		else this.endFrom(place);
		return true;
	}

	/** @param others besides {@link SCOPES} */
	private endIn(name: string, others = NOTHING): boolean {
		const place = this.placeOf(name);
		if (place === -1 || place < last(this.scopes) || place < this.lastOf(others)) return false;
		this.endFrom(place);
		return true;
	}

	/** Formatting in it that has not ended goes on behind it, unless it stands in a cell. */
	private endFrom(place: number): void {
		const inside = this.open.slice(place + 1);
		this.endAt(place);
		if (inside.length === 0) return;
		const cell = inside.findIndex(({ rules }) => rules.isBound);
		const carried = inside
			.slice(0, cell === -1 ? undefined : cell)
			.filter(({ rules, isRemarkable }) => isRemarkable && rules.isFormatting)
			.slice(-MOST_CARRIED);
		for (const element of carried) this.push(this.again(element, this.innermost));
	}

	/** It ends, and the blocks that began in it go on without it. */
	private endFormatting(name: string): boolean {
		const place = this.placeOf(name);
		const element = this.open[place];
		if (!element || place < last(this.bounds)) return false;
		if (place > last(this.special)) {
			this.endFrom(place);
			return true;
		}
		this.closed(element);
		this.places.get(name)?.pop();
		// Its place stays, so that those of the others do.
		const outer = this.open[place - 1] ?? this.root;
		this.open[place] = withoutName(outer);
		if (this.open.length - place < FOLLOWED) this.lookAgain(place + 1);
		return true;
	}

	/** Blocks and formatting go on, other elements do not. */
	private lookAgain(from: number): void {
		for (const [index, element] of this.open.slice(from).entries()) {
			const outer = this.open[from + index - 1] ?? this.root;
			const { name, rules } = element;
			const goesOn = rules.isSpecial || rules.isFormatting;
			if (name !== '' && !goesOn) {
				this.places.get(name)?.pop();
				this.closed(element);
			}
			this.open[from + index] = goesOn ? this.again(element, outer) : withoutName(outer);
		}
	}

	private endAt(place: number): void {
		while (this.open.length > place) this.endInnermost();
	}

	private endInnermost(): void {
		const element = this.open.pop();
		if (!element || element.name === '') return;
		this.places.get(element.name)?.pop();
		if (element.rules.isSpecial) this.forget(this.open.length);
		this.closed(element);
	}

	private forget(place: number): void {
		for (const places of [this.special, this.barriers, this.scopes, this.bounds]) {
			if (last(places) === place) places.pop();
		}
	}
}

const withoutName = <Element extends Open>(element: Element): Element => ({
	...element,
	name: '',
	rules: NO_RULES,
});

const last = (places: number[]) => places.at(-1) ?? -1;
