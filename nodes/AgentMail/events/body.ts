import type { IWebhookFunctions } from 'n8n-workflow';

import { quotedForLog } from './log';

/** The exact bytes that were signed; `undefined` for a form, whose bytes n8n has used up. */
export async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	try {
		if (!request.rawBody) await request.readRawBody();
		return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
	} catch (error) {
		context.logger.debug(
			`AgentMail: the body of a delivery could not be read. ${quotedForLog(String(error))}`,
		);
		return undefined;
	}
}

/** What was signed is what is used, whatever else n8n made of the body. */
export function parsedBody(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(body));
	} catch {
		return undefined;
	}
}
