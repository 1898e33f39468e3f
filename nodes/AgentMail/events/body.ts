import type { IWebhookFunctions } from 'n8n-workflow';

import { quotedForLog } from './log';

/** The exact bytes that were signed; `undefined` for a form, whose bytes n8n has already consumed. */
export async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	try {
		if (!request.rawBody) await request.readRawBody();
		return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
	} catch (error) {
		context.logger.debug(
			`AgentMail: could not read the body of a delivery. ${quotedForLog(String(error))}`,
		);
		return undefined;
	}
}

/** Parses the signed bytes themselves, whatever n8n made of the body. `undefined` for what is not JSON. */
export function parsedBody(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(body));
	} catch {
		return undefined;
	}
}
