import type { IDataObject } from 'n8n-workflow';

import type { Call, NonEmpty } from '../operation/operation';
import { InputError } from '../shared/inputError';
import { mailReviewers, type Letter } from './letter';
import { pauseFor, roundOf } from './pause';
import type { Question } from './question';
import { plainAddresses } from './reviewers';
import { linkFor } from './signedLink';
import { changesIn, type Texts } from './texts';

/** What is to be asked on a page. */
export interface Asking {
	inboxId: string;
	reviewers: string[];
	/** The email to a reviewer who gets this link. */
	letter: Omit<Letter, 'request'>;
	/** On the link in the email. */
	button: string;
	question: Question;
	/** Digest of what the email shows, if that may change. */
	seen?: string;
	until: number | null;
	/** When n8n goes on without an answer, if later than `until`. */
	ends?: number | null;
	/** What the email and the page say by themselves. */
	texts: Texts;
}

/** Mails the question with a link to its page, and pauses the workflow until the answer is there. */
export async function ask(asking: Asking, call: Call): Promise<IDataObject> {
	const { reviewers, question, until, seen = '', letter, button, texts } = asking;
	const round = roundOf(call);
	const linkOf = (reviewer: number) =>
		linkFor(call.item.context, { purpose: 'page', round, reviewer, seen });
	await mailReviewers(
		asking,
		(reviewer) => ({ ...letter, request: { button, link: linkOf(reviewer) } }),
		call,
	);
	const asked = { reviewers: plainAddresses(reviewers), texts: changesIn(texts) };
	const wait = { round, until, question, ...asked };
	return await pauseFor(call.item.context, wait, asking.ends);
}

/**
 * The one question that several items ask together: their messages one below the other, each once, and everything else
 * as it is in all of them.
 *
 * @throws {InputError} when they differ in more than the message
 */
export function asOne<V extends { message?: string }>(values: NonEmpty<V>): V {
	const [head] = values;
	const rest = (each: V) => JSON.stringify({ ...each, message: undefined });
	if (values.some((each) => rest(each) !== rest(head))) {
		throw new InputError(
			'The items would ask different people or in different ways, and a workflow can pause for one question at a time. Make all fields but Message the same for all items, or put a Loop Over Items node with batch size 1 before this node.',
		);
	}
	const messages = new Set(values.flatMap(({ message }) => message ?? []));
	return { ...head, message: [...messages].join('\n\n') };
}
