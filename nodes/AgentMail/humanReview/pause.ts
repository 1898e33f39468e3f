import type {
	IDataObject,
	IExecuteFunctions,
	IRunExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';
import { WAIT_INDEFINITELY } from 'n8n-workflow';

import type { Call } from '../operation/operation';
import { keyFor } from '../transport/idempotency';
import type { Question } from './question';
import type { Texts } from './texts';

/** What a paused execution keeps about its pause, so that an answer needs nothing else. */
export interface Wait {
	/** Names this pause: another one for each turn of a loop, execution and node. */
	round: string;
	/** Answers count until then; unix milliseconds. */
	until: number | null;
	/** What the page says in other words than usual. */
	texts?: Partial<Texts>;
	/** Who was asked, plain addresses, in the order of their links. */
	reviewers: string[];
	question: Question;
}

/** Part of the node's context, which n8n stores with the execution. */
const PLACE = 'agentMailReview';

/**
 * The same for every try of n8n's Retry on Fail, so that a link that went out with an earlier try stays right. Never the
 * same again, even where n8n's execution ids come back: what a link belongs to is this question and no other.
 */
export const roundOf = ({ key }: Call) => keyFor('round', key).slice(0, 32);

/** What an answer reads as that nobody gave. Never as an approval. */
const NO_ANSWER: IDataObject = { data: { approved: false, timedOut: true } };

/**
 * Pauses the workflow.
 *
 * At the time limit n8n puts out what it holds as the node's input, and runs none of our code. That input may say
 * "approved" from an earlier question, so what says that nobody answered is put in its place. n8n has made that list
 * for this run of the node; the items of the node before are others.
 *
 * @param ends when n8n goes on without an answer
 * @returns what the node shows while it waits
 */
export async function pauseFor(
	context: IExecuteFunctions,
	wait: Wait,
	ends: number | null = wait.until,
): Promise<IDataObject> {
	context.getContext('node')[PLACE] = JSON.stringify(wait);
	const { data } = context.getExecuteData();
	for (const input of Object.values(data).flat()) {
		input?.splice(0, input.length, { json: NO_ANSWER });
	}
	await context.putExecutionToWait(ends === null ? WAIT_INDEFINITELY : new Date(ends));
	return NO_ANSWER;
}

/** The last pause of the node that the request is for. */
export function lastWait(context: IWebhookFunctions): Wait | undefined {
	// Braces could end the expression early.
	const name = JSON.stringify(context.getNode().name).replace(
		/[{}]/g,
		(brace) => `\\u00${brace.charCodeAt(0).toString(16)}`,
	);
	const stored = context.evaluateExpression(`{{ $node[${name}].context.${PLACE} }}`);
	return parsedWait(stored);
}

/**
 * Whether an execution, as n8n stores it, is no longer in a pause. One that n8n still runs may be about to begin it, so
 * it counts as left only if it was there.
 */
export function hasLeft(execution: IRunExecutionData, round: string): boolean {
	if (execution.resultData.error) return true;
	if (execution.waitTill) return false;
	const contexts = Object.values(execution.executionData?.contextData ?? {});
	return contexts.some((context) => parsedWait(context[PLACE])?.round === round);
}

function parsedWait(stored: unknown): Wait | undefined {
	return typeof stored === 'string' ? (JSON.parse(stored) as Wait) : undefined;
}
