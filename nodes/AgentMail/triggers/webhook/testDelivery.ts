import { randomUUID } from 'node:crypto';
import type { IHookFunctions } from 'n8n-workflow';

import type { AgentMailEvent } from '../../events/event';
import { titleOf } from '../../events/log';
import { sleepUntilAborted } from '../../shared/waiting';
import { reasonOf } from '../../transport/errors';
import { signed } from '../../webhooks/signature';
import type { Registration } from './storedRegistration';

/** n8n takes deliveries of a test once `create` has returned and it has stored what that kept. */
const PAUSE_MS = 500;
const TRIES = 10;

/** While n8n does not know the address yet, and while the trigger does not know the secret. */
const NOT_READY = new Set([401, 404]);

/**
 * Gives a test run its event at once: n8n starts it with a delivery only, so this is one, at the address of the test and
 * signed as AgentMail signs. Returns before; without success the test goes on waiting.
 */
export function deliverToTest(
	context: IHookFunctions,
	url: string,
	{ secret }: Registration,
	{ payload }: AgentMailEvent,
): void {
	const body = Buffer.from(JSON.stringify(payload));
	const id = `msg_${randomUUID()}`;
	async function deliver(): Promise<void> {
		for (let tries = 1; tries <= TRIES; tries++) {
			await sleepUntilAborted(PAUSE_MS, new AbortController().signal);
			const { statusCode } = (await context.helpers.httpRequest({
				method: 'POST',
				url,
				body,
				headers: {
					'content-type': 'application/json',
					...signed(secret, id, body, Math.floor(Date.now() / 1000)),
				},
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
			})) as { statusCode: number };
			if (!NOT_READY.has(statusCode)) return;
		}
		throw new Error('n8n did not take it.');
	}
	void deliver().catch((error: unknown) =>
		context.logger.info(
			`${titleOf(context)}: could not deliver the latest email to the test at ${url}; the test waits for the next event. ${reasonOf(error)}`,
		),
	);
}
