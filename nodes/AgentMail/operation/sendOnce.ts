import type { SendMessageResponse } from 'agentmail/serialization';

import { AgentMailError } from '../transport/errors';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';

/**
 * Sends what must not go out twice.
 *
 * A conflict that stays says that the key was accepted before with other content. The item's own key was then used by
 * an earlier try of the same item, whose text differed (`$now`, an AI's answer): its mail is out, so the item is done.
 * It must not end as an error, which people answer by running it again. A key that a person chose may stand for
 * something else, so there it is an error.
 *
 * @param chosenKey the Idempotency Key of the panel, if filled in
 */
export async function sendOnce(
	path: ApiPath,
	body: object,
	{ api, key }: Call,
	chosenKey: string | undefined,
): Promise<object> {
	const idempotencyKey = chosenKey ?? key;
	return await api
		.post<SendMessageResponse.Raw>(path, body, { idempotencyKey })
		.catch((error: unknown) => {
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
		});
}
