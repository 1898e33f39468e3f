import type { AttachmentResponse } from 'agentmail/serialization';
import type { ISupplyDataFunctions } from 'n8n-workflow';

import { CREDENTIAL } from './api';
import { endingWith, pause, stopIfCancelled } from './cancel';
import { answerAt, withoutLink, type DownloadContext } from './download';
import { AgentMailError, fromThrown } from './errors';
import { path, type ApiPath } from './path';
import { serverOf, type AgentMailCredential } from './server';
import { timings } from './timings';
import type { Api } from './types';

/** What an attachment says, as AgentMail extracted it. */
export interface AttachmentText {
	/** `null` where there is none; the note says why. */
	attachment_text: string | null;
	attachment_text_note?: string;
}

/** AgentMail cuts there itself, without a sign. (AgentMail docs: attachments, `text_url`) */
const LONGEST = 250_000;

/** As UTF-8, which has up to four bytes a character. */
const MOST_BYTES = 4 * LONGEST;

/** How long reading one text may take. */
const READ_MS = 30_000;

/** The text of a file that just came in is not ready yet: so often it is asked for again. */
const REPEATS = 3;

/** Files that AgentMail reads: PDFs with a text layer, Word, Excel, and everything that is text. */
const READABLE =
	/^text\/(?:plain|csv|markdown|html)\b|^application\/(?:pdf|json|msword|vnd\.openxmlformats-officedocument\.(?:wordprocessingml\.document|spreadsheetml\.sheet))\b/i;
const READABLE_NAME = /\.(?:pdf|docx?|xlsx|txt|csv|md|json|html?)$/i;

type Context = DownloadContext | ISupplyDataFunctions;

/** A file's place in the answers of AgentMail. */
type Location = AttachmentResponse.Raw & { text_url?: string | null };

/**
 * Reads the text of an attachment. Its link is signed and on another host, so the API key stays out of it.
 *
 * @param holder the path of the message, thread or draft that has it
 * @param most characters; what is longer is cut
 * @returns what the API says about the file, without links, and its text
 * @throws {AgentMailError} if the file or its text cannot be fetched
 */
export async function fetchAttachmentText(
	api: Api,
	context: Context,
	holder: ApiPath,
	id: string,
	most = LONGEST,
): Promise<object & AttachmentText> {
	const location = await locate(api, context, path`${holder}/attachments/${id}`);
	const details = withoutLink(location);
	const { text_url } = location;
	if (text_url) return { ...details, ...shortened(await read(context, text_url), most) };
	const note = isReadable(location)
		? 'AgentMail has no text of this file, or not yet: try again in a moment.'
		: 'AgentMail extracts no text from files of this type, such as images and scans.';
	return { ...details, attachment_text: null, attachment_text_note: note };
}

async function locate(api: Api, context: Context, at: ApiPath): Promise<Location> {
	for (let repeats = 0; ; repeats++) {
		const location = await api.get<Location>(at);
		if (location.text_url || !isReadable(location) || repeats === REPEATS) return location;
		await pause(context, timings.firstWait * 2 ** repeats);
	}
}

function isReadable({ content_type, filename }: Location): boolean {
	return READABLE.test(content_type ?? '') || READABLE_NAME.test(filename ?? '');
}

function shortened(text: string, most: number): AttachmentText {
	const isCut = text.length > most || text.length >= LONGEST;
	if (!isCut) return { attachment_text: text };
	const kept = text.slice(0, most);
	return {
		attachment_text: kept,
		attachment_text_note: `Only the first ${kept.length} characters. Download the file for the rest.`,
	};
}

async function read(context: Context, url: string): Promise<string> {
	const bounded = endingWith(AbortSignal.timeout(READ_MS), context);
	try {
		const server = serverOf(await context.getCredentials<AgentMailCredential>(CREDENTIAL));
		const { statusCode, body } = await answerAt(bounded, server, url);
		const stream = body as unknown as BodyStream;
		if (statusCode === 200) return await firstBytes(stream);
		stream.destroy();
		throw AgentMailError.fromAnswer(statusCode, undefined);
	} catch (error) {
		stopIfCancelled(context);
		const reason = error instanceof AgentMailError ? error : fromThrown(error);
		throw reason.reworded('Could not read the text of the attachment. Run the node again.');
	}
}

/** A stream of Node.js. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

/** Leaving the loop ends the stream, however much would follow. */
async function firstBytes(stream: BodyStream): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= MOST_BYTES) break;
	}
	return new TextDecoder().decode(Buffer.concat(chunks, Math.min(size, MOST_BYTES)));
}
