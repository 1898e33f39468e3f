import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	ISupplyDataFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { CREDENTIAL } from './api';
import { pause, stopIfCancelled } from './cancel';
import { InputError } from '../shared/inputError';
import { withoutInvisible } from '../shared/invisible';
import { contentTypeOf, plainType, UNKNOWN_TYPE } from './contentType';
import { AgentMailError, fromThrown } from './errors';
import { waitBeforeRepeat } from './retry';
import { isInternal, serverOf, type AgentMailCredential, type Server } from './server';
import { timings } from './timings';

/** The API's response for a file: what it is, and a link that works for a short time. */
export interface FileLocation {
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
 * @throws {InputError} if its address must not be requested: see {@link refuseAddress}
 */
export async function download(
	context: DownloadContext,
	location: FileLocation,
	defaultName: string,
): Promise<Download> {
	const details = withoutLink(location);
	const name = safeFileName(details.filename ?? '', defaultName);
	const type = plainType(contentTypeOf(name, details.content_type) ?? UNKNOWN_TYPE);
	const server = serverOf(await context.getCredentials<AgentMailCredential>(CREDENTIAL));
	for (let tries = 1; ; tries++) {
		const file = await stored(context, server, location.download_url, name, type).catch(
			(error: unknown) => {
				stopIfCancelled(context);
				return error instanceof AgentMailError ? error : fromThrown(error);
			},
		);
		if (!(file instanceof AgentMailError)) return { file, details };
		const wait = waitBeforeRepeat({ error: file, repeatability: 'read', tries }, timings);
		if (wait === undefined) throw unavailable(file);
		await pause(context, wait);
	}
}

/** What a caller is told about a file: its links open it for anyone who has them. */
export function withoutLink(location: FileLocation): Partial<FileLocation> {
	const details: Partial<FileLocation> = { ...location };
	delete details.download_url;
	delete details.text_url;
	delete details.expires_at;
	return details;
}

/** Where files are downloaded. */
export type DownloadContext = IExecuteFunctions | ITriggerFunctions | IWebhookFunctions;

/** @throws if it does not arrive, or not completely */
async function stored(
	context: DownloadContext,
	server: Server,
	address: string,
	name: string,
	type: string,
): Promise<IBinaryData> {
	const { statusCode, body } = await answerAt(context, server, address);
	const stream = body as Exclude<Parameters<typeof context.helpers.prepareBinaryData>[0], Buffer>;
	if (statusCode === 200) return await context.helpers.prepareBinaryData(stream, name, type);
	stream.destroy();
	throw AgentMailError.fromAnswer(statusCode, undefined);
}

/** A store of files may name another of its servers; each address is looked at before it is asked. */
const MOST_REDIRECTS = 3;

/**
 * Requests a link that the API gave, without the API key: it is signed itself, and its host is another.
 *
 * @returns the answer, whose body is a stream
 * @throws {InputError} if its address must not be requested: see {@link refuseAddress}
 */
export async function answerAt(
	context: DownloadContext | ISupplyDataFunctions,
	server: Server,
	address: string,
	redirects = 0,
): Promise<IN8nHttpFullResponse> {
	refuseAddress(address, server);
	const answer = (await context.helpers.httpRequest({
		url: address,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: timings.idle,
	})) as IN8nHttpFullResponse;
	const { location } = answer.headers;
	const isRedirect = [301, 302, 303, 307, 308].includes(answer.statusCode);
	if (!isRedirect || typeof location !== 'string' || redirects === MOST_REDIRECTS) return answer;
	(answer.body as unknown as { destroy(): void }).destroy();
	return await answerAt(context, server, String(new URL(location, address)), redirects + 1);
}

/**
 * A file lies on the internet and is fetched over https, or lies on the credential's own server. An address inside of
 * n8n's network would make it fetch what its sender cannot reach. What a name on the internet stands for is not looked up.
 *
 * @throws {InputError} for any other address
 */
export function refuseAddress(address: string, { origin }: Server): void {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.origin === origin) return;
	const isNear = url && isInternal(url.hostname) && !isInternal(new URL(origin).hostname);
	if (url?.protocol === 'https:' && !isNear) return;
	throw new InputError(
		'The file was not downloaded: AgentMail names an address for it that is not on the internet, or does not start with https://.',
	);
}

function unavailable(error: AgentMailError): AgentMailError {
	return error.kind === 'unreached' || error.kind === 'cut'
		? error.reworded('Could not download the file: the connection was lost.')
		: error.reworded(
				`Could not download the file (HTTP ${error.status}). Run the node again, because download links expire quickly.`,
			);
}

/**
 * A name chosen by a stranger, made harmless: of a path its end, an underscore for a slash in a name, as browsers write it;
 * and nothing that is not seen, such as what turns the reading direction (`invoice‮fdp.exe` shows as `invoiceexe.pdf`).
 */
export function safeFileName(name: string, otherwise: string): string {
	const visible = withoutInvisible(name).trim();
	const base = PATH.test(visible) ? (visible.split(/[/\\]/).pop() ?? '') : visible;
	const clean = base.replace(/[/\\]/g, '_').trim();
	if (clean === '' || clean === '.' || clean === '..') return otherwise;
	if (clean.length <= LONGEST_NAME) return clean;
	const extension = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? '';
	return clean.slice(0, LONGEST_NAME - extension.length) + extension;
}

/** `../a`, `/a`, `C:\a`, `a/`. `Invoice 1/2026.pdf` is none. */
const PATH = /^(?:[a-z]:|\.{0,2})[/\\]|[/\\]$/i;

/** Files of one email, no two with the same name: `scan.pdf`, `scan (2).pdf`. Written to a folder, all of them are kept. */
export function withDistinctNames(files: IBinaryKeyData): IBinaryKeyData {
	const taken = new Set<string>();
	const named = Object.entries(files).map(([field, file]): [string, IBinaryData] => {
		const fileName = distinct(file.fileName ?? field, taken);
		taken.add(fileName.toLowerCase());
		return [field, fileName === file.fileName ? file : { ...file, fileName }];
	});
	return Object.fromEntries(named);
}

function distinct(name: string, taken: Set<string>): string {
	const extension = /(?<=.)\.[^.]*$/.exec(name)?.[0] ?? '';
	const stem = name.slice(0, name.length - extension.length);
	let distinctName = name;
	for (let number = 2; taken.has(distinctName.toLowerCase()); number++) {
		distinctName = `${stem} (${number})${extension}`;
	}
	return distinctName;
}
