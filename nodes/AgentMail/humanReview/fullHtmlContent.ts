import { decodeHTML } from '../mail/htmlLibrary';
import { Lines } from '../mail/htmlLines';
import { readTokens, type Attribute, type Tag, type Token } from '../mail/htmlTokens';
import { filled, type Texts } from './texts';

/** What HTML may show to somebody, whichever email program reads it. */
export interface Everything {
	/** What stands between the tags. */
	text: string;
	/** What programs show of attributes: instead of a picture, in a field, under the pointer. */
	labels: string[];
	/** What is not to be seen in most programs, as it is written. */
	hidden: string[];
	/** Where it leads and what it loads. */
	links: string[];
}

/**
 * Reads HTML for somebody who must not overlook anything. `htmlText` leaves out what no reader sees; here nothing
 * is left out that could be seen after all, because programs differ in what they take for hidden.
 */
export function everythingIn(html: string, texts: Texts): Everything {
	const lines = new Lines();
	const labels = new Set<string>();
	const hidden = new Set<string>();
	const links = new Set<string>();
	/** Of all attributes. A style sheet can show each. */
	const values = new Set<string>();

	const attributesOf = (tag: Tag) => {
		for (const label of labelsOf(tag)) labels.add(label);
		for (const link of linksOf(tag, texts)) links.add(link);
		for (const { value } of tag.attributes) values.add(value);
	};
	/** What is no tag for a browser may be one for another program. */
	const tagsIn = (text: string) => {
		readTokens(text, (token) => token.kind === 'tag' && attributesOf(token));
	};
	let showsAttributes = false;
	const aside = (text: string) => {
		if (text.trim() !== '') hidden.add(text.trim());
		tagsIn(text);
		showsAttributes ||= /attr\(/i.test(unescaped(text));
	};

	for (const [section] of html.matchAll(SECTION)) aside(section);
	let last: Tag | undefined;
	/** Until then a `<style>` is one for all programs. */
	let isOrdinary = true;
	/** From then on, what is a tag here may be text for a browser. */
	let isCertain = true;
	readTokens(html, (token) => {
		if (token.kind === 'raw' && !isOrdinary && MARKUP.test(token.text)) isCertain = false;
		if (token.kind === 'tag') {
			lines.follow(token);
			attributesOf(token);
			if (!isCertain || isDoubtful(token)) aside(token.source);
			if (EXTRAORDINARY.has(token.name)) isOrdinary = false;
			last = token;
		} else if (token.kind === 'text') {
			lines.add(token.text);
		} else if (token.kind === 'comment') {
			if (!/^!(?:doctype\b|CDATA\[)/i.test(token.text)) aside(token.text);
		} else if (READ.has(token.name)) {
			lines.add(token.text);
			tagsIn(token.text);
		} else if (!isOrdinary || last?.source.endsWith('/>') || !isHarmless(token)) {
			aside(token.text);
		}
	});
	if (showsAttributes) for (const label of labelsIn(values)) labels.add(label);
	return { text: lines.toString(), labels: [...labels], hidden: [...hidden], links: [...links] };
}

/** Of XML, as in pictures and formulas: a tag in it is text. Elsewhere it is a comment that ends at the first `>`. */
const SECTION = /<!\[CDATA\[[^]*?(?:\]\]>|$)/g;

/** A tag whose end other programs could see elsewhere, or whose style turns the reading direction round. */
const isDoubtful = ({ attributes, source, ends }: Tag) =>
	!ends ||
	source.indexOf('>') < source.length - 1 ||
	attributes.some(({ name, value }) => name === 'style' && /override/i.test(value));

/** Of the elements that hold no tags, those that show what they hold. */
const READ = new Set(['plaintext', 'textarea', 'xmp']);

/** In these, and behind them, `<style>` may be an element like any other, and its content be seen. */
const EXTRAORDINARY = new Set(['math', 'select', 'svg']);

/** A script, which no email program runs, or a style sheet that adds and turns round no words and loads nothing. */
function isHarmless({ name, text, ends }: Token & { kind: 'raw' }): boolean {
	if (!ends || MARKUP.test(text)) return false;
	return name === 'script' || (name === 'style' && !TELLING.test(text.replace(FONTS, '')));
}

/** Where another program could see the end of what it takes for a comment, or the beginning of an element. */
const MARKUP = /<|--!?>|\]\]>/;
/** Without a star: behind the end of a comment, anything may stand. */
const FONTS = /\bfont(?:-family)?\s*:[^;{}*]*/gi;
const TELLING = /["'\\]|\/\/|url\(|@import|@counter-style|override|(?<![-\w.#])content(?![-\w])/i;

/** A style sheet in which nothing is written as a number. */
const unescaped = (style: string) =>
	decodeHTML(style.replace(/\\([\da-f]{1,6})\s?/gi, '&#x$1;')).replaceAll('\\', '');

const LABELS = new Set(
	'alt aria-label label placeholder srcdoc start summary title value'.split(' '),
);

const labelsOf = ({ attributes }: Tag) =>
	labelsIn(attributes.filter(({ name }) => LABELS.has(name)).map(({ value }) => value));

const labelsIn = (values: Iterable<string>) =>
	[...values].map((value) => value.replace(/\s+/g, ' ').trim()).filter((label) => label !== '');

const LINKS = new Set(
	(
		'action background cite codebase data dynsrc formaction href imagesrcset longdesc lowsrc manifest ping poster src ' +
		'srcset xlink:href'
	).split(' '),
);

/** With an address in it, whatever the attribute is called. */
const ADDRESS = /\/\/|\\\\|^\s*(?:https?|ftp|mailto|tel|sms|data|javascript):/i;

function linksOf({ attributes, ends }: Tag, texts: Texts): string[] {
	const links = attributes.flatMap((each) => targetsOf(each, texts)).filter((link) => link !== '');
	return ends ? links : links.map((link) => texts.unreadableLink + link);
}

function targetsOf({ name, value }: Attribute, texts: Texts): string[] {
	if (name === 'style') return targetsOfStyle(value, texts);
	if (name.endsWith('srcset')) {
		const parts = value.split(/\s+/).filter((part) => !/^[\d.]+[wx],?$/.test(part));
		return parts.map((part) => shownLink(part.replace(/,$/, ''), texts));
	}
	const leads = LINKS.has(name) || (ADDRESS.test(value) && !name.startsWith('xmlns'));
	return leads ? [shownLink(value, texts)] : [];
}

function targetsOfStyle(style: string, texts: Texts): string[] {
	if (style.includes('\\')) return [texts.unreadableLink + cut(style, texts)];
	const targets = Array.from(style.matchAll(URL_OF_STYLE), ([, target = '']) =>
		shownLink(target, texts),
	);
	const rest = style.replace(URL_OF_STYLE, '');
	return rest.includes('//') ? [...targets, texts.unreadableLink + cut(rest, texts)] : targets;
}

const URL_OF_STYLE = /url\(\s*["']?([^"')]*)/gi;

function shownLink(target: string, texts: Texts): string {
	// As a browser reads it.
	const address = target.replace(/[\t\n\r]/g, '').trim();
	const isUnreadable = /&[a-z]\w*;/i.test(decodeHTML(address));
	return (isUnreadable ? texts.unreadableLink : '') + cut(address, texts);
}

const LONGEST = 500;

/** Not longer than one can read. Where an address leads may stand behind that. */
function cut(text: string, texts: Texts): string {
	if (text.length <= LONGEST) return text;
	const address = text.replace(/^[/\\]{2}/, 'https://');
	const host = URL.canParse(address) ? new URL(address).host : '';
	const note = host === '' ? texts.cutLink : texts.cutLinkTo;
	return `${text.slice(0, LONGEST)}… ${filled(note, { count: text.length, host })}`;
}
