import type {
	IBinaryData,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { pause, stopIfCancelled } from './cancel';
import { withoutInvisible } from '../shared/invisible';
import { contentTypeOf } from './contentType';
import { AgentMailError, fromThrown } from './errors';
import { waitBeforeRepeat } from './retry';
import { timings } from './timings';

/** The API's response for a file: what it is, and a link that works for a short time. */
interface FileLocation {
	download_url: string;
	/** Another link, to what the file says. */
	text_url?: unknown;
	expires_at?: unknown;
	filename?: string | null;
	content_type?: string | null;
}

export interface Download {
	file: IBinaryData;
	/** The response without its links, which open the file for anyone who has them. */
	details: object;
}

const LONGEST_NAME = 200;

/**
 * Streams a file into n8n's binary store. The address comes from an answer of the API, never from an event, and is
 * fetched without the API key: it is signed itself, and its host is another.
 *
 * @throws {AgentMailError} if the file cannot be downloaded
 */
export async function download(
	context: IExecuteFunctions | ITriggerFunctions | IWebhookFunctions,
	location: FileLocation,
	defaultName: string,
): Promise<Download> {
	const { download_url, text_url: _text, expires_at: _until, ...details } = location;
	const name = safeFileName(details.filename ?? '', defaultName);
	const type = contentTypeOf(name, details.content_type) ?? 'application/octet-stream';
	for (let tries = 1; ; tries++) {
		const file = await stored(context, download_url, name, type).catch((error: unknown) => {
			stopIfCancelled(context);
			return error instanceof AgentMailError ? error : fromThrown(error);
		});
		if (!(file instanceof AgentMailError)) return { file, details };
		const wait = waitBeforeRepeat({ error: file, repeatability: 'read', tries }, timings);
		if (wait === undefined) throw unavailable(file);
		await pause(context, wait);
	}
}

/** @throws if it does not arrive, or not completely */
async function stored(
	context: IExecuteFunctions | ITriggerFunctions | IWebhookFunctions,
	url: string,
	name: string,
	type: string,
): Promise<IBinaryData> {
	const { statusCode, body } = (await context.helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: timings.idle,
	})) as IN8nHttpFullResponse;
	const stream = body as Exclude<Parameters<typeof context.helpers.prepareBinaryData>[0], Buffer>;
	if (statusCode === 200) return await context.helpers.prepareBinaryData(stream, name, type);
	stream.destroy();
	throw AgentMailError.fromAnswer(statusCode, undefined);
}

function unavailable(error: AgentMailError): AgentMailError {
	return error.kind === 'unreached' || error.kind === 'cut'
		? error.reworded('Could not download the file: the connection was lost.')
		: error.reworded(
				`Could not download the file (HTTP ${error.status}). Run the node again, because download links expire quickly.`,
			);
}

/**
 * A name chosen by a stranger, made harmless: no folders and nothing that is not seen, such as what turns the reading
 * direction (`invoice‮fdp.exe` shows as `invoiceexe.pdf`).
 */
export function safeFileName(name: string, otherwise: string): string {
	const base = name.split(/[/\\]/).pop() ?? '';
	const clean = withoutInvisible(base).trim();
	if (clean === '' || clean === '.' || clean === '..') return otherwise;
	if (clean.length <= LONGEST_NAME) return clean;
	const extension = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? '';
	return clean.slice(0, LONGEST_NAME - extension.length) + extension;
}
