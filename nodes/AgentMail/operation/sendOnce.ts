import type { SendMessageResponse } from 'agentmail/serialization';

import { digestOf } from '../transport/digest';
import { AgentMailError } from '../transport/errors';
import { executionOf } from '../transport/idempotency';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';

/** The API's own answer, or a note that an earlier try has done it. */
type Sent = SendMessageResponse.Raw | { already_sent: true; note: string };

/** Sends whose answer was lost, by execution: their own keys, by what a repeat has in common with them. */
const inDoubt = new WeakMap<object, Map<string, string>>();

/**
 * Sends what must not go out twice: see {@link once}.
 *
 * To n8n each try of an AI agent's tool is a run of its own, and so is the call of a model that tries again. There the
 * content tells that it is the same.
 *
 * @param chosenKey the Idempotency Key of the panel, if filled in
 */
export async function sendOnce(
	path: ApiPath,
	body: object,
	call: Call,
	chosenKey: string | undefined,
): Promise<Sent> {
	return await once(
		async (idempotencyKey) => await call.api.post(path, body, { idempotencyKey }),
		call,
		chosenKey,
		call.item.isTool ? digestOf([String(path), body]) : call.key,
	);
}

/**
 * A conflict that stays says that the key was accepted before with other content. If an earlier try of n8n's Retry on
 * Fail lost its answer, that was this try, whose text differed (`$now`, an AI's answer): its mail is out, so the item is
 * done. It must not end as an error, which people answer by running it again. Where no such try is known, the conflict may
 * be about something else: a request that still runs, a draft that AgentMail sends for another. A key that a person chose
 * may stand for something else, so there it is an error too.
 *
 * @param send carries it out under a key
 * @param same what a repeat has in common with it
 */
export async function once(
	send: (key: string) => Promise<SendMessageResponse.Raw>,
	{ item, key }: Call,
	chosenKey: string | undefined,
	same = key,
): Promise<Sent> {
	const execution = executionOf(item.context);
	const keys = inDoubt.get(execution) ?? new Map<string, string>();
	inDoubt.set(execution, keys);
	const earlierKey = keys.get(same);
	const ownKey = earlierKey ?? key;
	try {
		const sent = await send(chosenKey ?? ownKey);
		keys.delete(same);
		return sent;
	} catch (error) {
		if (error instanceof AgentMailError && error.isInDoubt) keys.set(same, ownKey);
		return earlierTry(error, chosenKey, earlierKey !== undefined);
	}
}

function earlierTry(error: unknown, chosenKey: string | undefined, wasTried: boolean): Sent {
	if (!isConflict(error)) throw error;
	if (chosenKey !== undefined) throw keyInUse(error, chosenKey);
	if (!wasTried) throw error.inDoubt();
	return {
		already_sent: true,
		note: 'An earlier try of this item was accepted; nothing was sent again.',
	};
}

const isConflict = (error: unknown): error is AgentMailError =>
	error instanceof AgentMailError && error.status === 409 && error.code === 'conflict';

const keyInUse = (error: AgentMailError, key: string) =>
	error.reworded(
		`The Idempotency Key "${key}" was used before with other content, or its first try is still under way. Look whether the message was sent; choose another key to send this as well.`,
	);
