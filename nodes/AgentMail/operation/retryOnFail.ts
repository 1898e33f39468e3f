import type { IExecuteFunctions } from 'n8n-workflow';

import { executionOf } from '../transport/executionNonce';
import { isTool } from '../fields/item';

/** What came of the items of one run of a node, by their index. */
type Answers = Map<number, object>;

/** Of each execution the run that is under way: n8n runs one node after the other. */
const underWay = new WeakMap<object, { run: string; answers: Answers }>();

/**
 * The answers that earlier tries of this run have got, to be added to. n8n's Retry on Fail runs all items again, but what
 * is done must not be done twice: a second API key, a message that is deleted and then not found.
 *
 * @param run what names it, the same in all its tries: the key of its first item
 */
export function answersOfEarlierTries(context: IExecuteFunctions, run: string): Answers {
	const node = context.getNode();
	// A tool has one item, and calls that an AI agent makes at once share their run.
	if (!node.retryOnFail || isTool(node)) return new Map();
	const execution = executionOf(context);
	const known = underWay.get(execution);
	if (known?.run === run) return known.answers;
	const answers: Answers = new Map();
	underWay.set(execution, { run, answers });
	return answers;
}
