import type { SendMessageResponse } from 'agentmail/serialization';

import { digestOf } from '../shared/digest';
import { AgentMailError } from '../transport/errors';
import { executionOf } from '../transport/idempotency';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';

/** The API's answer, or a note that an earlier try already sent it. */
type SendOutcome = SendMessageResponse.Raw | { already_sent: true; note: string };

/** The sends of an execution. */
interface Sends {
	/** The answer to each, by its key. */
	answers: Map<string, SendMessageResponse.Raw>;
	/** The key of each send whose answer was lost, by what a repeat of it has in common with it. */
	inDoubt: Map<string, string>;
}

const known = new WeakMap<object, Sends>();

function sendsOf({ item }: Call): Sends {
	const execution = executionOf(item.context);
	const sends = known.get(execution) ?? { answers: new Map(), inDoubt: new Map() };
	known.set(execution, sends);
	return sends;
}

/**
 * Sends what must not go out twice: see {@link once}.
 *
 * For n8n, each try of an AI agent's tool is a run of its own, and so is each call by the model. There, equal content means
 * that it is the same send.
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
		call.item.isTool ? digestOf([String(about), body]) : call.key,
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
	const { answers, inDoubt } = sendsOf(call);
	const answer = chosenKey === undefined ? answers.get(call.key) : undefined;
	if (answer) return answer;
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
