import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from './signature';

/** A request as its signature is checked. */
export function deliveryOf(context: IWebhookFunctions, body: Buffer): Delivery {
	const receivedAt = Math.floor(Date.now() / 1000);
	return { headers: context.getHeaderData(), body, receivedAt };
}

/** Answers the request without starting a run. */
export function answerWith(
	context: IWebhookFunctions,
	status: number,
	text = '',
): IWebhookResponseData {
	context.getResponseObject().status(status).send(text);
	return { noWebhookResponse: true };
}
