import type { IncomingMail } from '../events/incoming';
import { flag, type Field, type Look } from '../fields/field';
import { wordList } from '../fields/list';
import { ADDRESSES } from '../mail/addressList';
import { asFlag, entriesIn, WORDS, type ListOf } from '../shared/values';

/** Whether an address belongs to the account itself, as far as is known without asking. */
export type IsOwn = (address: string) => boolean;

/** Says why an email must not start a run, as a sentence without its end. */
type Refusal<T> = (value: T, mail: IncomingMail, isOwn: IsOwn) => string | false | undefined;

/** Says what is wrong with a filter, as the end of a sentence that begins with its name. */
type Flaw<T> = (value: T) => string | false | undefined;

/**
 * One rule for the email that may start a run, and the parameter that sets it; `undefined` where nobody added it.
 *
 * Reading it never throws: that also happens when a delivery comes in, where n8n would turn an error into a failed run.
 * Email is written by strangers, so what is in doubt stays out: a filter that was added and says nothing lets nothing
 * through.
 */
export interface Filter<T> extends Field<T | undefined> {
	/** As the panel shows it. */
	readonly label: string;
	readonly refuses: Refusal<T>;
	readonly flaw?: Flaw<T>;
}

/** @param valueOf what was added says, whatever it is */
export function filter<T>(
	{ properties }: Pick<Field<unknown>, 'properties'>,
	valueOf: (given: unknown) => T,
	refuses: Refusal<T>,
	flaw?: Flaw<T>,
): Filter<T> {
	return {
		label: properties('')[0]?.displayName ?? '',
		properties,
		read: (from, path) => {
			const given = from.parameter(path);
			return given === undefined ? undefined : valueOf(given);
		},
		refuses,
		flaw,
	};
}

/** Makes a filter of patterns, separated by commas or lines, or a list by expression. */
const patternsOf =
	(of: ListOf) =>
	(look: Look, refuses: Refusal<string[]>, flaw?: Flaw<string[]>): Filter<string[]> =>
		filter(wordList(look), (given) => entriesIn(given, of), refuses, flaw);

export const patterns = patternsOf(WORDS);
export const addressPatterns = patternsOf(ADDRESSES);

/** @param whenNotAdded what also counts where an expression finds nothing */
export function guard(
	look: Look,
	whenNotAdded: boolean,
	refuses: Refusal<boolean>,
): Filter<boolean> {
	const valueOf = (given: unknown) => asFlag(given) ?? whenNotAdded;
	return {
		...filter(flag({ default: true, ...look }), valueOf, refuses),
		read: (from, path) => valueOf(from.parameter(path)),
	};
}
