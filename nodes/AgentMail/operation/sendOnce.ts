import type { SendMessageResponse } from 'agentmail/serialization';

import { AgentMailError } from '../transport/errors';
import { executionOf } from '../transport/idempotency';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';

/** The API's own answer, or a note that an earlier try has done it. */
type Sent = SendMessageResponse.Raw | { already_sent: true; note: string };

/** What sends were answered, by execution and the item's own key. */
const answered = new WeakMap<object, Map<string, SendMessageResponse.Raw>>();

/**
 * Sends what must not go out twice: see {@link once}.
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
	);
}

/**
 * n8n's Retry on Fail runs all items again, also those that went out. What they were answered is remembered, so that
 * they neither wait nor ask again.
 *
 * A conflict that stays says that the key was accepted before with other content. The item's own key was then used by
 * an earlier try of the same item, whose text differed (`$now`, an AI's answer): its mail is out, so the item is done.
 * It must not end as an error, which people answer by running it again. A key that a person chose may stand for
 * something else, so there it is an error.
 *
 * @param send carries it out under a key
 */
export async function once(
	send: (key: string) => Promise<SendMessageResponse.Raw>,
	{ item, key }: Call,
	chosenKey: string | undefined,
): Promise<Sent> {
	const execution = executionOf(item.context);
	const answers = answered.get(execution) ?? new Map<string, SendMessageResponse.Raw>();
	answered.set(execution, answers);
	const known = chosenKey === undefined ? answers.get(key) : undefined;
	if (known) return known;
	try {
		const answer = await send(chosenKey ?? key);
		if (chosenKey === undefined) answers.set(key, answer);
		return answer;
	} catch (error) {
		return earlierTry(error, chosenKey);
	}
}

function earlierTry(error: unknown, chosenKey: string | undefined): Sent {
	if (!(error instanceof AgentMailError) || error.status !== 409 || error.code !== 'conflict')
		throw error;
	if (chosenKey === undefined) {
		return {
			already_sent: true,
			note: 'An earlier try of this item was accepted; nothing was sent again.',
		};
	}
	throw error.reworded(
		`The Idempotency Key "${chosenKey}" was used before with other content, so nothing was sent. Choose another key to send this as well.`,
	);
}
