import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A delivery as AgentMail makes one: the exact body, and headers that sign it. */
export interface SignedDelivery {
	body: string;
	headers: Record<string, string>;
}

/** Signs `payload` for the webhook that has `secret`, with the library that AgentMail's documentation recommends. */
export function signDelivery(
	secret: string,
	payload: unknown,
	{ at = new Date(), id = `msg_${randomUUID()}` }: { at?: Date; id?: string } = {},
): SignedDelivery {
	const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
	return {
		body,
		headers: {
			'svix-id': id,
			'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
			'svix-signature': new Webhook(secret).sign(id, at, body),
		},
	};
}

/** The headers of AgentMail's plain signature. */
export const plainSignature = (secret: string, body: string) => ({
	'x-agentmail-signature': createHmac('sha256', secret).update(body).digest('hex'),
});

/** Brings a delivery to a webhook. @returns the status of the answer */
export async function deliver(url: string, { body, headers }: SignedDelivery): Promise<number> {
	const answer = await fetch(url, {
		method: 'POST',
		// A kept connection may be closed by n8n just as the next request goes out.
		headers: { 'content-type': 'application/json', connection: 'close', ...headers },
		body,
		signal: AbortSignal.timeout(15_000),
	});
	await answer.body?.cancel();
	return answer.status;
}
