import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';
import type { Query } from '../http/query.mjs';
import type { Services } from '../services.mjs';

/** Each of these reads its parameters at once, so that a wrong one is a 400 even for an empty list. */
type Test<T> = (value: T) => boolean;

/** Whether a list shows an item: its special labels must be asked for by `include_*`. */
export function isListed(query: Query): Test<string[]> {
	const left = HIDDEN_LABELS.filter(({ include }) => !query.flag(include));
	return (labels) => left.every(({ label }) => !labels.includes(label));
}

/** Whether lists have learned of what happened then. */
export function isIndexed({ store, settings }: Pick<Services, 'store' | 'settings'>): Test<string> {
	const known = Date.parse(store.now()) - settings.listLagMs;
	return (changed_at) => Date.parse(changed_at) <= known;
}

/** Keeps what lies strictly between `before` and `after`: the API does not document the boundary. */
export function isInTime(query: Query): Test<string> {
	const before = query.time('before') ?? Infinity;
	const after = query.time('after') ?? -Infinity;
	return (timestamp) => after < Date.parse(timestamp) && Date.parse(timestamp) < before;
}

/** Several labels narrow the result (AgentMail docs: labels). */
export function hasLabels(query: Query): Test<string[]> {
	const wanted = query.strings('labels');
	return (labels) => wanted.every((label) => labels.includes(label));
}

/** A substring filter: each value must occur in one of the texts (SDK: messages.list). */
export function containsAll(query: Query, name: string): Test<string[]> {
	const wanted = query.strings(name).map((value) => value.toLowerCase());
	return (texts) => {
		const lower = texts.map((text) => text.toLowerCase());
		return wanted.every((value) => lower.some((text) => text.includes(value)));
	};
}

/** Substring filters are served by the search, whose pages are capped (SDK: messages.list). */
export function usesSearch(query: Query, names: string[]): boolean {
	return names.some((name) => query.text(name) !== undefined);
}
