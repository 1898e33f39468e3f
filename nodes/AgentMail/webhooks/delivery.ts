import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from './signature';

/** What came, for its signature to be checked. */
export function deliveryOf(context: IWebhookFunctions, body: Buffer): Delivery {
	const receivedAt = Math.floor(Date.now() / 1000);
	return { headers: context.getHeaderData(), body, receivedAt };
}

/** Answers, and starts nothing. */
export function answerWith(
	context: IWebhookFunctions,
	status: number,
	text = '',
): IWebhookResponseData {
	context.getResponseObject().status(status).send(text);
	return { noWebhookResponse: true };
}
