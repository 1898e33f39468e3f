import type { SendAttachment } from 'agentmail/serialization';
import { ApiError, invalid } from '../errors.mjs';
import type { FileContent } from '../records.mjs';

/** URL attachments per message (AgentMail docs: attachments). */
const URL_LIMIT = 30 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The bytes of a request's attachments: base64 `content`, or `url`, which the sandbox fetches from
 * loopback only.
 * @throws ApiError 400 unless exactly one of both is there, 403 `message_rejected` if a fetch fails
 */
export async function filesOfRequest(
	attachments: SendAttachment.Raw[] | undefined,
	field = 'attachments',
): Promise<FileContent[]> {
	const files: FileContent[] = [];
	let fetched = 0;
	for (const [index, attachment] of (attachments ?? []).entries()) {
		const { content, url } = attachment;
		if ((typeof content === 'string') === (typeof url === 'string')) {
			throw invalid([field, index], 'Expected exactly one of content and url.');
		}
		const bytes =
			typeof url === 'string' ? await fetchFile(url) : decodeBase64(content ?? '', [field, index]);
		if (typeof url === 'string') fetched += bytes.length;
		if (fetched > URL_LIMIT) throw rejected('The URL attachments exceed 30 MB in total.');
		files.push({ ...named(attachment), bytes });
	}
	return files;
}

function named(attachment: SendAttachment.Raw): Omit<FileContent, 'bytes'> {
	const { filename, content_type, content_disposition, content_id } = attachment;
	for (const [name, value] of Object.entries({ filename, content_type, content_id })) {
		if (value && /[\r\n\0]/.test(value)) throw invalid([name], 'Line breaks are not allowed.');
	}
	return {
		...(filename && { filename }),
		...(content_type && { content_type }),
		content_disposition: content_disposition ?? 'attachment',
		...(content_id && { content_id }),
	};
}

function decodeBase64(content: string, path: (string | number)[]): Buffer {
	const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(content) && content.length % 4 === 0;
	if (!isBase64) throw invalid([...path, 'content'], 'Expected base64.');
	return Buffer.from(content, 'base64');
}

/** Follows redirects by hand so that each hop is checked. */
async function fetchFile(written: string): Promise<Buffer> {
	let url = loopbackUrl(written);
	for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
		const response = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
		if (!response) throw rejected(`The attachment ${written} could not be fetched.`);
		if (response.ok) return Buffer.from(await response.arrayBuffer());
		const location = response.headers.get('location');
		await response.body?.cancel();
		if (response.status < 300 || response.status >= 400 || !location) {
			throw rejected(`The attachment ${written} answered ${response.status}, not 2xx.`);
		}
		url = loopbackUrl(new URL(location, url).href);
	}
	throw rejected(`The attachment ${written} redirects too often.`);
}

function loopbackUrl(written: string): URL {
	const url = URL.canParse(written) ? new URL(written) : undefined;
	if (url && /^https?:$/.test(url.protocol) && LOOPBACK.has(url.hostname)) return url;
	throw rejected(
		`The attachment ${written} could not be fetched: the sandbox reaches loopback only.`,
	);
}

function rejected(message: string): ApiError {
	return new ApiError('message_rejected', message, {
		fix: 'Make the URL answer 2xx without credentials, or send the file as base64 in `content`.',
	});
}
