import { attributeOf, type Tag } from './htmlTokens';

/** A rule of a style sheet, for what it says about the look of a text. */
interface Rule {
	/** Each an element's name, `.class` or `#id`; all of them on the element. */
	own: string[];
	/** The same, on elements around it. */
	around: string[];
	declarations: string;
	/** Of two rules, the one of the larger weight counts. (CSS Selectors 4, section 17) */
	weight: number;
}

/** What decides whether and where a text is shown; the rest of a rule is not kept. */
const RELEVANT =
	/^\s*(?:display|visibility|opacity|font|font-size|(?:max-)?(?:width|height)|overflow(?:-[xy])?|white-space|list-style(?:-type)?|float|position)\s*:/i;

/** What a rule may say about that, and how many rules for one name are looked at: more is written against the reader. */
const LONGEST = 200;
const MOST = 50;

/** Elements, classes and ids, in lines of descent. Others hold only sometimes (`:hover`), or say nothing of the text. */
const SELECTOR = /^[a-z][\w-]*(?:[.#][\w-]+)*$|^(?:[.#][\w-]+)+$/i;

/** The style sheets of a mail, as far as they hold everywhere: no `@media`. */
export class StyleSheets {
	/** By the last name of their selector. */
	private readonly rules = new Map<string, Rule[]>();
	/** How many open elements have a name. */
	private readonly open = new Map<string, number>();
	private count = 0;
	/** Whether a rule asks for elements around. */
	private isAncestral = false;

	get isEmpty(): boolean {
		return this.rules.size === 0;
	}

	add(source: string): void {
		const css = source.replace(/\/\*[^]*?(?:\*\/|$)|<!--|-->/g, ' ');
		let depth = 0;
		let isSkipped = false;
		let selectors = '';
		for (const [, text = '', end] of css.matchAll(/([^{};]*)([{};])/g)) {
			if (end === '{') {
				if (depth++ > 0) continue;
				selectors = text.trim();
				isSkipped = selectors.startsWith('@');
				this.declarations = [];
			} else {
				if (depth === 1 && !isSkipped) this.declare(text);
				if (end === '}' && depth > 0 && --depth === 0 && !isSkipped) this.addRule(selectors);
			}
		}
	}

	private declarations: string[] = [];

	private declare(text: string): void {
		if (text.length < LONGEST && RELEVANT.test(text)) this.declarations.push(text);
	}

	private addRule(selectors: string): void {
		const declarations = this.declarations.slice(-MOST).join(';');
		if (declarations === '') return;
		for (const selector of selectors.split(',')) {
			const compounds = selector.trim().split(/\s*>\s*|\s+/);
			if (compounds.length > 10 || !compounds.every((each) => SELECTOR.test(each))) continue;
			const [own = [], ...around] = compounds.map(namesIn).reverse();
			const names = [...own, ...around.flat()];
			const weight = names.reduce((sum, name) => sum + weightOf(name), 0) * 1e6 + this.count++;
			const rule = { own, around: around.flat(), declarations, weight };
			this.isAncestral ||= rule.around.length > 0;
			const last = own.at(-1) ?? '';
			this.rules.set(last, [...(this.rules.get(last) ?? []), rule].slice(-MOST));
		}
	}

	/** What they say about an element, as it would stand in its `style`; what counts more comes later. */
	declarationsFor(tag: Tag): string {
		if (this.isEmpty) return '';
		const names = namesOf(tag);
		return names
			.flatMap((name) => this.rules.get(name) ?? [])
			.filter(
				({ own, around }) =>
					own.every((name) => names.includes(name)) &&
					around.every((name) => (this.open.get(name) ?? 0) > 0),
			)
			.sort((a, b) => a.weight - b.weight)
			.map(({ declarations }) => declarations)
			.join(';');
	}

	/**
	 * Elements that were open before there were rules are not known.
	 *
	 * @param step 1 where it begins, -1 where it ends
	 */
	follow(tag: Tag, step: 1 | -1): void {
		if (!this.isAncestral) return;
		for (const name of namesOf(tag)) this.open.set(name, (this.open.get(name) ?? 0) + step);
	}
}

/** Of `td.a.b`: `td`, `.a`, `.b`. */
const namesIn = (compound: string) =>
	(compound.match(/[.#]?[\w-]+/g) ?? []).map((name) =>
		/^[.#]/.test(name) ? name : name.toLowerCase(),
	);

const weightOf = (name: string) => (name.startsWith('#') ? 100 : name.startsWith('.') ? 10 : 1);

/** So many classes of an element are looked at. */
const MOST_CLASSES = 20;

function namesOf(tag: Tag): string[] {
	const classes = (attributeOf(tag, 'class') ?? '').split(/\s+/, MOST_CLASSES);
	const id = attributeOf(tag, 'id');
	const names = [...new Set(classes)].filter((name) => name !== '').map((name) => `.${name}`);
	return [tag.name, ...names, ...(id ? [`#${id}`] : [])];
}
