/** Named characters that mail programs write. Others stay as they are. */
const NAMED = new Map(
	Object.entries({
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		apos: "'",
		nbsp: ' ',
		shy: '',
		zwnj: '',
		zwj: '',
		ensp: ' ',
		emsp: ' ',
		thinsp: ' ',
		hellip: '…',
		mdash: '—',
		ndash: '–',
		bull: '•',
		middot: '·',
		lsquo: '‘',
		rsquo: '’',
		sbquo: '‚',
		ldquo: '“',
		rdquo: '”',
		bdquo: '„',
		laquo: '«',
		raquo: '»',
		copy: '©',
		reg: '®',
		trade: '™',
		deg: '°',
		sect: '§',
		para: '¶',
		times: '×',
		euro: '€',
		pound: '£',
		yen: '¥',
		cent: '¢',
		auml: 'ä',
		ouml: 'ö',
		uuml: 'ü',
		Auml: 'Ä',
		Ouml: 'Ö',
		Uuml: 'Ü',
		szlig: 'ß',
		agrave: 'à',
		aacute: 'á',
		acirc: 'â',
		ccedil: 'ç',
		egrave: 'è',
		eacute: 'é',
		ecirc: 'ê',
		iacute: 'í',
		ntilde: 'ñ',
		oacute: 'ó',
		ocirc: 'ô',
		uacute: 'ú',
		larr: '←',
		rarr: '→',
		// With these, addresses are written that one shall not recognize.
		Tab: '\t',
		NewLine: '\n',
		colon: ':',
		commat: '@',
		equals: '=',
		excl: '!',
		hyphen: '‐',
		lowbar: '_',
		lpar: '(',
		num: '#',
		percnt: '%',
		period: '.',
		quest: '?',
		rpar: ')',
		semi: ';',
		sol: '/',
	}),
);

/** Text of HTML with its characters instead of their names and numbers. A number needs no semicolon. */
export function decoded(text: string): string {
	return text.replace(
		/&(?:#(\d+);?|#x([\da-f]+);?|([a-z]{2,8});)/gi,
		(whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return NAMED.get(name) ?? NAMED.get(name.toLowerCase()) ?? whole;
			return character(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal));
		},
	);
}

/** What the numbers from 128 on mean as Windows wrote them; the space stands for none. (HTML Living Standard, 13.2.5.80) */
const WINDOWS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function character(code: number): string {
	const windows = WINDOWS[code - 128] ?? ' ';
	if (windows !== ' ') return windows;
	const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return valid ? String.fromCodePoint(code) : '\u{fffd}';
}
