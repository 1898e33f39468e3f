const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
	day: 'numeric',
	month: 'short',
	hour: '2-digit',
	minute: '2-digit',
});
const UNITS = ['B', 'kB', 'MB'];

/**
 * The time of day, with the date unless it is today.
 *
 * @param {string} iso
 */
export function time(iso) {
	const date = new Date(iso);
	const isToday = date.toDateString() === new Date().toDateString();
	return (isToday ? CLOCK : DAY_AND_CLOCK).format(date);
}

/**
 * `Jane Doe <jane@example.com>` → `Jane Doe`; an address alone stays.
 *
 * @param {string} address
 */
export function nameOf(address) {
	const [, name = ''] = /^\s*"?([^"<]*?)"?\s*<[^>]*>\s*$/.exec(address) ?? [];
	return name || address;
}

/**
 * @param {number} bytes
 */
export function size(bytes) {
	let [amount, unit] = [bytes, 0];
	while (amount >= 1000 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
	return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit]}`;
}

const BLOCKS = 'p,div,li,tr,h1,h2,h3,h4,h5,h6,blockquote,pre,table,ul,ol';

/**
 * What an email says, as plain text; the address of a link follows its text in brackets. HTML is parsed into a document
 * of its own, which runs, loads and shows nothing.
 *
 * @param {{ text: string, html: string }} mail
 */
export function bodyText({ text, html }) {
	if (text !== '' || html === '') return text;
	const { body } = new DOMParser().parseFromString(html, 'text/html');
	for (const hidden of body.querySelectorAll('script,style,template')) hidden.remove();
	for (const lineBreak of body.querySelectorAll('br')) lineBreak.replaceWith('\n');
	for (const link of body.querySelectorAll('a[href]')) {
		const address = webAddress(link.getAttribute('href') ?? '');
		if (address && !link.textContent?.includes(address)) link.append(` (${address})`);
	}
	for (const block of body.querySelectorAll(BLOCKS)) block.append('\n');
	return (body.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim();
}

/** What ends a sentence, or a bracket around an address, is not part of it. */
const ADDRESSES = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?]/gi;

/**
 * A text in pieces, in order: those with an address are links to the web.
 *
 * @param {string} text
 * @returns {{ text: string, address?: string }[]}
 */
export function linksIn(text) {
	const pieces = [];
	let end = 0;
	for (const { 0: found, index } of text.matchAll(ADDRESSES)) {
		const link = withoutOpenBracket(found);
		const address = webAddress(link);
		if (!address) continue;
		pieces.push({ text: text.slice(end, index) }, { text: link, address });
		end = index + link.length;
	}
	return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text !== '');
}

/**
 * `https://a.io/b)` → `https://a.io/b`, but `https://a.io/b_(c)` stays.
 *
 * @param {string} address
 */
function withoutOpenBracket(address) {
	return address.includes('(') ? address : address.replace(/[)\]}].*$/, '');
}

/**
 * An address on the web, or nothing: no script, no file, no app.
 *
 * @param {string} written
 */
function webAddress(written) {
	const url = URL.canParse(written) ? new URL(written) : undefined;
	return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
