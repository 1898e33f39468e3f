import type { Attachment } from '../records.mjs';

/** AgentMail reads no larger files, and gives no longer texts (AgentMail docs: attachments, text_url). */
const LARGEST = 10_000_000;
const LONGEST = 250_000;

const TEXTS = /^text\/(?:plain|csv|markdown|html)$|^application\/json$/;

/** The text of a file, as far as the sandbox can read it: texts, and PDFs whose streams are not compressed. */
export function extractedText({ content_type }: Attachment, bytes: Buffer): string | undefined {
	if (bytes.length > LARGEST) return undefined;
	const [type = ''] = (content_type ?? '').toLowerCase().split(';');
	if (TEXTS.test(type.trim())) return bytes.toString().slice(0, LONGEST);
	if (type.trim() !== 'application/pdf') return undefined;
	const lines = [...bytes.toString('latin1').matchAll(/\(((?:\\.|[^\\()])*)\)\s*Tj/g)];
	const text = lines.map(([, line = '']) => line.replace(/\\(.)/g, '$1')).join('\n');
	return text === '' ? undefined : text.slice(0, LONGEST);
}
