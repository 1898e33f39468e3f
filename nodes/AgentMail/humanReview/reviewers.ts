import { mailboxesOf } from '../mail/message';
import { InputError } from '../shared/inputError';

/** @throws {InputError} when nobody is asked */
export function someone(reviewers: string[] | undefined, field: string): string[] {
	if (reviewers) return reviewers;
	throw new InputError(`Nobody is asked. Enter at least one address under ${field}.`);
}

/** Plain addresses: what a person may write around them does not say who it is. */
export function plainAddresses(reviewers: string[]): string[] {
	return reviewers.map((reviewer) => mailboxesOf(reviewer)[0]?.address ?? reviewer);
}
