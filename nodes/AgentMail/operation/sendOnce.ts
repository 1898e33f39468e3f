import type { SendMessageResponse } from 'agentmail/serialization';

import { AgentMailError } from '../transport/errors';
import { executionOf } from '../transport/executionNonce';
import type { ApiPath } from '../transport/path';
import { inDoubtOf, sameOf } from './inDoubt';
import type { Call } from './operation';

/** The API's answer, or a note that an earlier try already sent it. */
type SendOutcome = SendMessageResponse.Raw | { already_sent: true; note: string };

/** The answers to the sends of an execution, by their keys. */
type Answers = Map<string, SendMessageResponse.Raw>;

const known = new WeakMap<object, Answers>();

function answersOf({ item }: Call): Answers {
	const execution = executionOf(item.context);
	const answers: Answers = known.get(execution) ?? new Map();
	known.set(execution, answers);
	return answers;
}

/**
 * Sends what must not go out twice: see {@link once}.
 *
 * @param chosenKey the Idempotency Key of the panel, if filled in
 * @param about what was asked for, if it leads to another path once the message is sent
 */
export async function sendOnce(
	path: ApiPath,
	body: object,
	call: Call,
	chosenKey: string | undefined,
	about = path,
): Promise<SendOutcome> {
	return await once(
		async (idempotencyKey) => await call.api.post(path, body, { idempotencyKey }),
		call,
		chosenKey,
		sameOf(call, about, body),
	);
}

/**
 * An item may send several messages, one to each reviewer, and n8n's Retry on Fail repeats all of them. Answers are
 * remembered, so that what was sent is not requested again.
 *
 * A conflict that stays means that the key was accepted before with different content. If an earlier try lost its answer,
 * it was that try, with a text that differed (`$now`, an AI's answer). Its message is sent, so the item is done: it must
 * not end as an error, because people would run it again. Where no such try is known, the conflict may have another cause: a
 * request that is still running, a draft that AgentMail sends for another. A key that a person chose may stand for
 * something else, so there it is an error too.
 *
 * @param send sends it under a key
 * @param same what a repeat has in common with it
 */
export async function once(
	send: (key: string) => Promise<SendMessageResponse.Raw>,
	call: Call,
	chosenKey: string | undefined,
	same = call.key,
): Promise<SendOutcome> {
	const answers = answersOf(call);
	const answer = chosenKey === undefined ? answers.get(call.key) : undefined;
	if (answer) return answer;
	const inDoubt = await inDoubtOf(call);
	const earlierKey = inDoubt.get(same);
	const key = earlierKey ?? call.key;
	try {
		const sent = await send(chosenKey ?? key);
		inDoubt.delete(same);
		answers.set(call.key, sent);
		return sent;
	} catch (error) {
		if (error instanceof AgentMailError && error.isInDoubt) inDoubt.set(same, key);
		return earlierTry(error, chosenKey, earlierKey !== undefined);
	}
}

function earlierTry(error: unknown, chosenKey: string | undefined, wasTried: boolean): SendOutcome {
	if (!isConflict(error)) throw error;
	if (chosenKey !== undefined) throw keyInUse(error, chosenKey);
	if (!wasTried) throw error.inDoubt();
	return {
		already_sent: true,
		note: 'An earlier try of this item was accepted. Nothing was sent again.',
	};
}

const isConflict = (error: unknown): error is AgentMailError =>
	error instanceof AgentMailError && error.status === 409 && error.code === 'conflict';

const keyInUse = (error: AgentMailError, key: string) =>
	error.reworded(
		`The Idempotency Key "${key}" is already in use, for different content or for a request that is still running. Check whether the message was sent, or use another key to send this one too.`,
	);
