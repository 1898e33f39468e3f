/**
 * Cuts a text where it begins to repeat what others wrote: a quoted line, the line that introduces one, or the head of a
 * forwarded message, as the usual mail programs write them.
 *
 * @returns both parts; `others` is empty where nothing is repeated
 */
export function splitAtQuote(text: string): { own: string; others: string } {
	const lines = text.split('\n');
	const found = lines.findIndex((line, at) =>
		beginsQuote(line.trim(), lines[at + 1]?.trim() ?? ''),
	);
	const cut = found < 0 ? lines.length : found;
	return { own: lines.slice(0, cut).join('\n'), others: lines.slice(cut).join('\n') };
}

function beginsQuote(line: string, next: string): boolean {
	if (line.startsWith('>') || line.startsWith('From: ')) return true;
	if (line.startsWith('---') && line.endsWith('---')) return true;
	// In any language; in English also over two lines.
	if (line.endsWith(':') && (next === '' || next.startsWith('>')))
		return line.includes('@') || next !== '';
	return /^On\b/.test(line) && (line.endsWith('wrote:') || next.endsWith('wrote:'));
}
