import type { Field, Look } from './field';
import { InputError } from '../shared/inputError';
import { asList, refuseLineBreaks, shorten, WORDS } from '../shared/values';

/** For fields of several values. An expression may also give lines or a list, but the panel has room for one line. */
export const SEVERAL = 'Separate several with commas';

/** Labels, names of binary fields, ids: see {@link WORDS}. */
export function wordList(look: Look): Field<string[] | undefined> {
	return {
		properties: (name) => [{ default: '', ...look, name, type: 'string' }],
		read: (item, path) => {
			const words = asList(item.parameter(path), look.displayName, WORDS);
			for (const word of words) refuseLineBreaks(word, look.displayName);
			return words.length > 0 ? words : undefined;
		},
	};
}

/** Any of the values that n8n offers, and whatever else an expression gives; an empty list if none is chosen. */
export function openChoices(
	look: Look,
	options?: ReadonlyArray<{ name: string; value: string; description?: string }>,
): Field<string[]> {
	return {
		properties: (name) => [
			{ default: [], ...look, name, type: 'multiOptions', options: options && [...options] },
		],
		read: (item, path) => asList(item.parameter(path), look.displayName, WORDS),
	};
}

/** Any of a few values; an empty list if none is chosen. */
export function choices<V extends string>(
	look: Look,
	options: ReadonlyArray<{ name: string; value: V; description?: string }>,
): Field<V[]> {
	return {
		properties: openChoices(look, options).properties,
		read: (item, path) =>
			asList(item.parameter(path), look.displayName, WORDS).map((given) => {
				const known = options.find(({ value }) => value === given);
				if (known) return known.value;
				const names = options.map(({ value }) => value).join(', ');
				throw new InputError(`${look.displayName}: "${shorten(given)}" is not one of: ${names}.`);
			}),
	};
}
