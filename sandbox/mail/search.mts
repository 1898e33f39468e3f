import { invalid } from '../errors.mjs';
import type { Query } from '../http/query.mjs';
import type { Message } from '../records.mjs';
import { recipientsOf } from './mailbox.mjs';

/** Matched fragments by field; a field is there only if it matched (SDK: SearchMessageHighlights). */
export type Highlights = Partial<Record<'from' | 'recipients' | 'subject' | 'text', string[]>>;

/** The required search text. @throws ApiError 400 without one */
export function searchText(query: Query): string {
	const q = query.text('q')?.trim();
	if (!q) throw invalid(['q'], 'Expected a search text.');
	return q;
}

/** Substring on sender, recipients and subject; whole words on the body (AgentMail docs: search). */
export function highlight(message: Message, q: string): Highlights {
	const substring = new RegExp(escaped(q), 'gi');
	const words = q
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean)
		.map(escaped);
	const text = message.text ?? message.extracted_html ?? message.html ?? '';
	const found: Highlights = {
		from: marked([message.from], substring),
		recipients: marked(recipientsOf(message), substring),
		subject: marked([message.subject ?? ''], substring),
		text: hasEveryWord(text, words) ? marked([text], wordPattern(words.join('|'))) : [],
	};
	const fields = Object.entries(found).filter(([, fragments]) => fragments.length > 0);
	return Object.fromEntries(fields) as Highlights;
}

function hasEveryWord(text: string, words: string[]): boolean {
	return words.length > 0 && words.every((word) => text.search(wordPattern(word)) >= 0);
}

function wordPattern(word: string): RegExp {
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${word})(?![\\p{L}\\p{N}])`, 'giu');
}

/** The texts that match, cut around the first match, with each match in `**`. */
function marked(texts: string[], pattern: RegExp): string[] {
	return texts
		.filter((text) => text.search(pattern) >= 0)
		.map((text) => {
			const start = Math.max(0, text.search(pattern) - 40);
			return text.slice(start, start + 160).replace(pattern, '**$&**');
		});
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
