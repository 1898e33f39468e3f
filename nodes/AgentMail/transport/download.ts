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

/** What the API answers when asked for a file: what it is, and where it lies for a short time. */
interface FileLocation {
	download_url: string;
	expires_at?: unknown;
	filename?: string | null;
	content_type?: string | null;
}

export interface Download {
	file: IBinaryData;
	/** The answer without its link, which opens the file for anyone who has it. */
	details: object;
}

const LONGEST_NAME = 200;

/**
 * Streams a file into n8n's binary store. The address comes from an answer of the API, never from an event, and is
 * fetched without the API key: it is signed itself, and its host is another.
 *
 * @throws {AgentMailError} when the file cannot be had
 */
export async function download(
	context: IExecuteFunctions | ITriggerFunctions | IWebhookFunctions,
	location: FileLocation,
	defaultName: string,
): Promise<Download> {
	const { download_url, ...details } = location;
	delete details.expires_at;
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

/** @throws when it did not come, or not to its end */
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
		? error.reworded('The file could not be downloaded: the connection to its server broke.')
		: error.reworded(
				`The file could not be downloaded (HTTP ${error.status}). Run the node again: its link is valid for a short time only.`,
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
