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

/** Elements with the same name, id and classes. */
export interface Kind {
	/** Its names that rules ask for around others. */
	counted: string[];
	/** Those for it, if what stands around it is right; the weightiest last. */
	rules: Rule[];
}

const ANY: Kind = { counted: [], rules: [] };

/** So many are kept, because elements of an email repeat each other. */
const MOST_KINDS = 500;

/** What decides whether and where a text is shown; the rest of a rule is not kept. */
const RELEVANT =
	/(?:^|;)\s*(?:(?:display|visibility|opacity|overflow(?:-[xy])?|white-space|list-style(?:-type)?|float|position)\s*:|(?:max-)?(?:width|height)\s*:\s*[0.])/i;
/** The same in an email in which text may have no size, until something gives it one. */
const RELEVANT_AND_SIZES = new RegExp(`${RELEVANT.source}|(?:^|;)\\s*font(?:-size)?\\s*:`, 'i');
const NO_SIZE = /font(?:-size)?\s*:\s*0/i;

/** What a rule may say about that, and how many rules for one name are looked at: more is written against the reader. */
const LONGEST = 200;
const MOST = 50;

/** Elements, classes and ids, in lines of descent. Others hold only sometimes (`:hover`), or say nothing of the text. */
const SELECTOR = /^[a-z][\w-]*(?:[.#][\w-]+)*$|^(?:[.#][\w-]+)+$/i;

/** The style sheets of an email, as far as they hold everywhere: no `@media`. */
export class StyleSheets {
	/** By the last name of their selector. */
	private readonly rules = new Map<string, Rule[]>();
	/** How many open elements have a name. */
	private readonly open = new Map<string, number>();
	private count = 0;
	/** What rules ask for around an element. */
	private readonly ancestors = new Set<string>();
	private readonly kinds = new Map<string, Kind>();

	private relevant: RegExp | undefined;
	/** As it was before there were doctypes. */
	ignoresCase = true;

	/** @param html the mail */
	constructor(private readonly html: string) {}

	add(source: string): void {
		this.kinds.clear();
		this.relevant ??= NO_SIZE.test(this.html) ? RELEVANT_AND_SIZES : RELEVANT;
		const { relevant } = this;
		const isCommented = /\/\*|<!--|-->/.test(source);
		const css = isCommented ? source.replace(/\/\*[^]*?(?:\*\/|$)|<!--|-->/g, ' ') : source;
		let depth = 0;
		let selectors = '';
		for (const piece of css.split('}').slice(0, -1)) {
			const parts = piece.split('{');
			if (depth === 0) selectors = parts[0] ?? '';
			depth += parts.length - 1;
			// What stands in a rule in a rule, as in `@media`, is not looked at.
			if (depth === 1) this.addRule(selectors, parts.at(-1) ?? '', relevant);
			depth = Math.max(0, depth - 1);
		}
	}

	private addRule(source: string, body: string, relevant: RegExp): void {
		const selectors = source.slice(source.lastIndexOf(';') + 1);
		if (/^\s*@/.test(selectors)) return;
		if (!relevant.test(body)) return;
		const declarations = body
			.split(';')
			.filter((each) => each.length < LONGEST && relevant.test(each))
			.slice(-MOST)
			.join(';');
		if (declarations === '') return;
		for (const selector of selectors.split(',')) {
			const compounds = selector.replaceAll('>', ' ').trim().split(/\s+/);
			if (compounds.length > 10 || !compounds.every((each) => SELECTOR.test(each))) continue;
			const [own = [], ...around] = compounds.map((each) => namesIn(this.folded(each))).reverse();
			const names = [...own, ...around.flat()];
			const weight = names.reduce((sum, name) => sum + weightOf(name), 0) * 1e6 + this.count++;
			const rule = { own, around: around.flat(), declarations, weight };
			for (const name of rule.around) this.ancestors.add(name);
			const last = own.at(-1) ?? '';
			const others = this.rules.get(last);
			if (!others) this.rules.set(last, [rule]);
			else if (others.push(rule) > MOST) others.shift();
		}
	}

	/** What they say about an element, as it would stand in its `style`; what counts more comes later. */
	declarationsFor({ rules }: Kind): string {
		if (rules.length === 0) return '';
		return rules
			.filter(({ around }) => around.every((name) => (this.open.get(name) ?? 0) > 0))
			.map(({ declarations }) => declarations)
			.join(';');
	}

	/**
	 * Elements that were open before there were rules are not known.
	 *
	 * @param step 1 where it begins, -1 where it ends
	 */
	follow({ counted }: Kind, step: 1 | -1): void {
		for (const name of counted) this.open.set(name, (this.open.get(name) ?? 0) + step);
	}

	private folded(names: string): string {
		return this.ignoresCase ? names.toLowerCase() : names;
	}

	/** What the rules so far say about elements like it. */
	kindOf(tag: Tag): Kind {
		if (this.rules.size === 0) return ANY;
		const [id, classes] = [attributeOf(tag, 'id'), attributeOf(tag, 'class')];
		const isNamed = id !== undefined || classes !== undefined;
		if (!isNamed && !this.rules.has(tag.name) && !this.ancestors.has(tag.name)) return ANY;
		const key = isNamed ? `${tag.name} ${id ?? ''} ${classes ?? ''}` : tag.name;
		const known = this.kinds.get(key);
		if (known) return known;
		const names = namesOf(tag.name, this.folded(id ?? ''), this.folded(classes ?? ''));
		const kind = this.kindByNames(names);
		if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
		this.kinds.set(key, kind);
		return kind;
	}

	private kindByNames(names: string[]): Kind {
		const rules: Rule[] = [];
		for (const name of names) {
			for (const rule of this.rules.get(name) ?? []) {
				if (rule.own.every((each) => names.includes(each))) rules.push(rule);
			}
		}
		const counted = names.filter((name) => this.ancestors.has(name));
		return { counted, rules: rules.sort((a, b) => a.weight - b.weight) };
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

function namesOf(element: string, id: string, classes: string): string[] {
	const names = [element];
	for (const name of new Set(classes.split(/\s+/, MOST_CLASSES))) {
		if (name !== '') names.push(`.${name}`);
	}
	if (id !== '') names.push(`#${id}`);
	return names;
}
