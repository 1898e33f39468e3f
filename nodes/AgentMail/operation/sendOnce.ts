import type { SendMessageResponse } from 'agentmail/serialization';

import { AgentMailError } from '../transport/errors';
import { executionOf } from '../transport/idempotency';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';

/** The API's own answer, or a note that an earlier try has done it. */
type Sent = SendMessageResponse.Raw | { already_sent: true; note: string };

/** What sends were answered, by execution and the item's own key; `undefined` for one whose answer was lost. */
const answered = new WeakMap<object, Map<string, SendMessageResponse.Raw | undefined>>();

/**
 * Sends what must not go out twice: see {@link once}.
 *
 * @param chosenKey the Idempotency Key of the panel, if filled in
 * @param isDraft the path is that of a draft, which others may send too
 */
export async function sendOnce(
	path: ApiPath,
	body: object,
	call: Call,
	chosenKey: string | undefined,
	isDraft = false,
): Promise<Sent> {
	return await once(
		async (idempotencyKey) => await call.api.post(path, body, { idempotencyKey }),
		call,
		chosenKey,
		isDraft,
	);
}

/**
 * n8n's Retry on Fail runs all items again, also those that went out. What they were answered is remembered, so that
 * they neither wait nor ask again.
 *
 * A conflict that stays says that the key was accepted before with other content. The item's own key was then used by
 * an earlier try of the same item, whose text differed (`$now`, an AI's answer): its mail is out, so the item is done.
 * It must not end as an error, which people answer by running it again. Unless nothing is known of an earlier try, and
 * the conflict may be about something else: a try of this call whose answer was lost and that still runs, a draft that
 * AgentMail sends for another. A key that a person chose may stand for something else, so there it is an error too.
 *
 * @param send carries it out under a key
 */
export async function once(
	send: (key: string) => Promise<SendMessageResponse.Raw>,
	{ item, key }: Call,
	chosenKey: string | undefined,
	isDraft = false,
): Promise<Sent> {
	const execution = executionOf(item.context);
	const answers = answered.get(execution) ?? new Map<string, SendMessageResponse.Raw | undefined>();
	answered.set(execution, answers);
	const known = chosenKey === undefined ? answers.get(key) : undefined;
	if (known) return known;
	const wasTried = answers.has(key);
	try {
		const answer = await send(chosenKey ?? key);
		if (chosenKey === undefined) answers.set(key, answer);
		return answer;
	} catch (error) {
		if (error instanceof AgentMailError && error.isInDoubt) answers.set(key, undefined);
		return earlierTry(error, chosenKey, { wasTried, isDraft });
	}
}

function earlierTry(
	error: unknown,
	chosenKey: string | undefined,
	{ wasTried, isDraft }: { wasTried: boolean; isDraft: boolean },
): Sent {
	if (!isConflict(error)) throw error;
	if (chosenKey !== undefined) throw keyInUse(error, chosenKey);
	if (!wasTried && (error.isInDoubt || isDraft)) throw error.inDoubt();
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
