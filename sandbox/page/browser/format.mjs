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
 * What an email says, as plain text. HTML is parsed into a document of its own, which runs, loads and shows nothing.
 *
 * @param {{ text: string, html: string }} mail
 */
export function bodyText({ text, html }) {
	if (text !== '' || html === '') return text;
	const { body } = new DOMParser().parseFromString(html, 'text/html');
	for (const hidden of body.querySelectorAll('script,style,template')) hidden.remove();
	for (const lineBreak of body.querySelectorAll('br')) lineBreak.replaceWith('\n');
	for (const block of body.querySelectorAll(BLOCKS)) block.append('\n');
	return (body.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim();
}
