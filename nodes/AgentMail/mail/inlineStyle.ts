/** What the attribute `style` of an element says, as far as its values are ones that CSS knows. */
export interface Style {
	display?: string;
	visibility?: string;
	isTransparent?: boolean;
	size?: Size;
	/** Of width, height and the most of both, those that leave no room. */
	zero: Set<string>;
	clips?: boolean;
	space?: string;
	marker?: string;
	isOutOfLine?: boolean;
}

type Read = (style: Style, value: string) => void;

/** `relative` to the size around it. */
export type Size = 'zero' | 'relative' | 'shown';

/** Of an element whose style says nothing of what is read here. */
export const PLAIN: Style = {
	display: undefined,
	visibility: undefined,
	isTransparent: undefined,
	size: undefined,
	zero: new Set(),
	clips: undefined,
	space: undefined,
	marker: undefined,
	isOutOfLine: undefined,
};

/**
 * Whether a style says something of what is read here. Where there is no width of nothing, one of something changes nothing;
 * and a size of text matters only where text has none, or gets none.
 */
export const saysSomething = (source: string, isTiny: boolean) =>
	RELEVANT.test(source) || (isTiny && /font-size/i.test(source));

const RELEVANT =
	/display|visibility|opacity|overflow|white-space|list-style|float|position|font\s*:|font-size\s*:\s*[+-]?[.0]|(?:width|height)\s*:\s*[+-]?[.0]|\\|\/\*/i;

/** Of two declarations the later counts, of the valid ones, and one that is `!important` more. (CSS Cascade 4) */
export function styleOf(source: string): Style {
	// All of one shape, which is quicker to read.
	const style: Style = { ...PLAIN, zero: new Set() };
	const usual: Array<[Read, string]> = [];
	const important: Array<[Read, string]> = [];
	for (const declaration of declarationsOf(source)) {
		const colon = declaration.indexOf(':');
		const read = READERS.get(declaration.slice(0, Math.max(0, colon)).trim());
		if (!read) continue;
		const value = declaration.slice(colon + 1).trim();
		const plain = value.includes('!') ? value.replace(/!\s*important$/, '').trim() : value;
		(plain === value ? usual : important).push([read, plain]);
	}
	for (const [read, value] of usual) read(style, value);
	for (const [read, value] of important) read(style, value);
	return style;
}

/** Cut at semicolons, except those in quotes and brackets; in small letters, without comments and escapes. */
function declarationsOf(source: string): string[] {
	const isCommented = source.includes('/*');
	const written = isCommented ? source.replace(/\/\*[^]*?(?:\*\/|$)/g, ' ') : source;
	const plain = written.toLowerCase();
	if (!/["'()[\]{}\\]/.test(plain)) return plain.split(';');
	const declarations: string[] = [];
	let start = 0;
	let depth = 0;
	for (const { 0: piece, index } of plain.matchAll(PIECES)) {
		if ('([{'.includes(piece)) depth++;
		else if (')]}'.includes(piece)) depth = Math.max(0, depth - 1);
		if (piece !== ';' || depth > 0) continue;
		declarations.push(plain.slice(start, index));
		start = index + 1;
	}
	declarations.push(plain.slice(start));
	return plain.includes('\\') ? declarations.map(withoutEscapes) : declarations;
}

/** A text in quotes, an escape, a bracket, a semicolon. */
const PIECES = /"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|\\[^]?|[()[\]{};]/g;

const withoutEscapes = (declaration: string) =>
	declaration.replace(
		/"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|\\(?:[\da-f]{1,6}\s?|[^])?/g,
		(piece) => (piece.startsWith('\\') ? unescaped(piece) : piece),
	);

function unescaped(escape: string): string {
	const [, hex] = /^\\([\da-f]{1,6})/.exec(escape) ?? [];
	if (hex === undefined) return escape.slice(1);
	const code = parseInt(hex, 16);
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toLowerCase() : '\u{fffd}';
}

const DISPLAYS = new Set(
	(
		'none contents inline block inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell ' +
		'table-row-group table-header-group table-footer-group table-column table-column-group table-caption list-item ' +
		'flow-root flow ruby ruby-base ruby-text math initial inherit unset revert revert-layer -webkit-box ' +
		'-webkit-inline-box -webkit-flex -webkit-inline-flex'
	).split(' '),
);
const VISIBILITIES = new Set('visible hidden collapse inherit initial unset revert'.split(' '));
const SPACES = new Set('normal pre nowrap pre-wrap pre-line break-spaces initial'.split(' '));
const SIZES = /^(?:(?:x{1,3}-)?(?:small|large)|medium|initial)$|^(?:calc|min|max|clamp)\(/;
const MARKERS = new Set(
	(
		'none disc circle square decimal decimal-leading-zero lower-alpha lower-latin upper-alpha upper-latin lower-roman ' +
		'upper-roman'
	).split(' '),
);

const READERS = new Map<string, Read>(
	Object.entries({
		display(style, value) {
			const words = value.split(/\s+/);
			const isKnown = words.every((word) => DISPLAYS.has(word));
			if (isKnown && (words.length === 1 || !words.includes('none'))) style.display = value;
		},
		visibility(style, value) {
			if (VISIBILITIES.has(value)) style.visibility = value;
		},
		opacity(style, value) {
			const [number] = numberOf(value, PERCENT) ?? [];
			if (number !== undefined) style.isTransparent = number <= 0;
		},
		'font-size'(style, value) {
			style.size = sizeOf(value) ?? style.size;
		},
		font(style, value) {
			style.size = sizeOfFont(value) ?? style.size;
		},
		overflow: readOverflow,
		'overflow-x': readOverflow,
		'overflow-y': readOverflow,
		...Object.fromEntries(
			['width', 'height', 'max-width', 'max-height'].map((name) => [
				name,
				(style: Style, value: string) => {
					const length = numberOf(value, UNITS);
					if (length?.[0] === 0) style.zero.add(name);
					else if (length || /^[a-z]/.test(value)) style.zero.delete(name);
				},
			]),
		),
		'white-space'(style, value) {
			if (SPACES.has(value)) style.space = value;
		},
		'list-style-type': readMarker,
		'list-style': readMarker,
		float(style, value) {
			if (/^(?:left|right|none)$/.test(value)) style.isOutOfLine = value !== 'none';
		},
		position(style, value) {
			if (/^(?:absolute|fixed)$/.test(value)) style.isOutOfLine = true;
		},
	} satisfies Record<string, Read>),
);

function readOverflow(style: Style, value: string): void {
	if (/^(?:hidden|clip|auto|scroll|visible)\b/.test(value)) style.clips = !/^visible$/.test(value);
}

function readMarker(style: Style, value: string): void {
	style.marker = value.split(/\s+/).find((word) => MARKERS.has(word)) ?? style.marker;
}

const UNITS = new Set(
	'px pt pc in cm mm q em rem ex ch lh ic cap vw vh vi vb vmin vmax %'.split(' '),
);
const PERCENT = new Set(['%']);
const RELATIVE = new Set('em ex ch lh ic cap %'.split(' '));

/** A number with or without unit, if that is all there is. */
function numberOf(value: string, units: Set<string>): [number: number, unit: string] | undefined {
	const [, number, unit = ''] = NUMBER.exec(value) ?? [];
	if (number === undefined || !(unit === '' || units.has(unit))) return undefined;
	return [Number(number), unit];
}

const NUMBER = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)([a-z]*|%)$/;

/** `undefined` for what is no size. */
function sizeOf(value: string): Size | undefined {
	const [number, unit = ''] = numberOf(value, UNITS) ?? [];
	if (number === 0) return 'zero';
	if (number !== undefined)
		return number < 0 ? undefined : RELATIVE.has(unit) ? 'relative' : 'shown';
	if (/^(?:larger|smaller|inherit|unset|revert)$/.test(value)) return 'relative';
	return SIZES.test(value) ? 'shown' : undefined;
}

/** The size in a `font`, which stands before the names of the font; those of the system have one of their own. */
function sizeOfFont(value: string): Size | undefined {
	if (/^(?:caption|icon|menu|message-box|small-caption|status-bar)$/.test(value)) return 'shown';
	const words = value.split(/\s+/);
	if (words.length === 1)
		return /^(?:inherit|initial|unset)$/.test(value) ? sizeOf(value) : undefined;
	for (const word of words.slice(0, -1)) {
		// Numbers without a unit are weights, unless a line height follows.
		const [size = '', height] = word.split('/');
		if (height === undefined && /^[1-9]\d*$/.test(size)) continue;
		const found = sizeOf(size);
		if (found !== undefined && size !== 'initial') return found;
	}
	return undefined;
}
