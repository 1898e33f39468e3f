/** Where the text of an earlier mail begins, as the usual mail programs mark it. */
const QUOTE_STARTS = [
	/^On\b[^\n]*(?:\n[^\n]*)?\bwrote:\s*$/m,
	/^-{2,}\s*(?:Original|Forwarded) [Mm]essage\s*-{2,}/m,
	/^_{10,}\s*\nFrom:/m,
	/^>/m,
];

/** The new part of a plain text, without what it quotes (AgentMail docs: extracted_text). */
export function withoutQuotes(text: string): string {
	const starts = QUOTE_STARTS.map((pattern) => text.search(pattern)).filter((at) => at >= 0);
	return text.slice(0, Math.min(text.length, ...starts)).trim();
}

/** The new part of an HTML body, without what it quotes (AgentMail docs: extracted_html). */
export function withoutQuotesHtml(html: string): string {
	const start = html.search(/<div[^>]*\bgmail_quote|<blockquote\b/i);
	return start < 0 ? html : html.slice(0, start).trim();
}

/** The first words of a text; a message without one has no preview. */
export function previewOf(text: string): string {
	return withoutQuotes(text).replace(/\s+/g, ' ').trim().slice(0, 100);
}
