import { randomUUID } from 'node:crypto';

import type { SendAttachment } from 'agentmail/serialization';

import { InputError } from '../shared/inputError';

/**
 * An attachment in n8n's binary store. Its size is known from the start; its bytes are read when the request is written,
 * so that a file that cannot be sent is never read.
 */
export class StoredFile {
	/** {@link jsonBytes} fills it in. */
	readonly content = undefined;

	constructor(
		readonly details: SendAttachment.Raw,
		/** Bytes, before base64. */
		readonly size: number,
		readonly open: () => Promise<AsyncIterable<Buffer>>,
		/** A link that lets anyone fetch the file for an hour; `undefined` if this n8n cannot create one. */
		readonly link: () => string | undefined,
	) {}
}

/** How many bytes {@link jsonBytes} will give, without reading a file. */
export function jsonSize(body: object): number {
	const { texts, files } = written(body);
	return totalSize(texts, files);
}

/**
 * A request body as JSON, files as base64, in a single buffer. (Measured by the benchmark: joining, stringifying and
 * encoding text holds a file several times over.)
 *
 * @throws {InputError} if a file is not as long as n8n said
 */
export async function jsonBytes(body: object): Promise<Buffer> {
	const { texts, files } = written(body);
	const bytes = Buffer.allocUnsafe(totalSize(texts, files));
	let end = 0;
	for (const [index, text] of texts.entries()) {
		end += bytes.write(text, end);
		const file = files[index];
		if (file) end += await writeBase64(file, bytes, end);
	}
	return bytes;
}

/** The JSON in pieces, with a file between each two. */
function written(body: object): { texts: string[]; files: StoredFile[] } {
	const files: StoredFile[] = [];
	const mark = randomUUID();
	const json = JSON.stringify(body, (_name, value: unknown) => {
		if (!(value instanceof StoredFile)) return value;
		files.push(value);
		return { ...value.details, content: mark };
	});
	return { texts: json.split(mark), files };
}

function totalSize(texts: string[], files: StoredFile[]): number {
	const text = texts.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
	return files.reduce((sum, { size }) => sum + Math.ceil(size / 3) * 4, text);
}

/** Three bytes are four characters, so what is left of a chunk waits for the next. @returns characters written */
async function writeBase64(file: StoredFile, into: Buffer, start: number): Promise<number> {
	let read = 0;
	let end = start;
	let rest = Buffer.alloc(0);
	for await (const chunk of await file.open()) {
		read += chunk.length;
		if (read > file.size) throw changed(file);
		const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
		const whole = bytes.length - (bytes.length % 3);
		end += into.write(bytes.toString('base64', 0, whole), end, 'latin1');
		rest = bytes.subarray(whole);
	}
	if (read < file.size) throw changed(file);
	end += into.write(rest.toString('base64'), end, 'latin1');
	return end - start;
}

function changed({ details }: StoredFile): InputError {
	return new InputError(
		`The file "${details.filename ?? ''}" is incomplete in n8n's binary store. Run the node that created it again.`,
	);
}
