/**
 * A domain in the letters that a browser or mail program may show: `xn--bcher-kva.de` is bücher.de. What is no Punycode
 * stays as it is. (RFC 3492, RFC 5890 section 2.3.2.1)
 */
export function readableDomain(domain: string): string {
	return domain
		.split('.')
		.map((label) => (/^xn--/i.test(label) ? (decodedLabel(label.slice(4)) ?? label) : label))
		.join('.');
}

/** The longest label of a domain (RFC 1035, section 2.3.4). Decoding a longer one could take long, and it leads nowhere. */
const LONGEST = 63;

// The parameters of section 5.
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 128;

/** Section 6.2: plain letters, a hyphen, then the others and their places as numbers of varying length. */
function decodedLabel(label: string): string | undefined {
	if (label.length > LONGEST) return undefined;
	const hyphen = label.lastIndexOf('-');
	const codes = Array.from(label.slice(0, Math.max(hyphen, 0)), (letter) => letter.charCodeAt(0));
	let code = FIRST_CODE;
	let bias = FIRST_BIAS;
	let place = 0;
	for (let at = hyphen + 1; at < label.length;) {
		const before = place;
		for (let weight = 1, k = BASE; ; k += BASE) {
			const digit = digitOf(label[at++]);
			if (digit === undefined) return undefined;
			place += digit * weight;
			const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
			if (digit < threshold) break;
			weight *= BASE - threshold;
		}
		const length = codes.length + 1;
		bias = adapted(place - before, length, before === 0);
		code += Math.floor(place / length);
		if (!isCharacter(code)) return undefined;
		place %= length;
		codes.splice(place++, 0, code);
	}
	return String.fromCodePoint(...codes);
}

/** Section 6.1. */
function adapted(delta: number, length: number, isFirst: boolean): number {
	let rest = Math.floor(delta / (isFirst ? DAMP : 2));
	rest += Math.floor(rest / length);
	let k = 0;
	for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
	return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function digitOf(letter = ''): number | undefined {
	return /^[a-z\d]$/i.test(letter) ? (parseInt(letter, 36) + 26) % 36 : undefined;
}

function isCharacter(code: number): boolean {
	return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}
