import { attachmentText } from '../fields/attachmentText';
import { outputAttachment } from '../fields/binary';
import { flag, options } from '../fields/field';
import type { ApiPath } from '../transport/path';
import type { Call } from './operation';
import { WithFiles } from './output';

/** Of every Download Attachment. */
export const attachmentOptions = options({
	extractedText: flag({
		// Agents have Message: Get Attachment Text.
		displayOptions: { hide: { '@tool': [true] } },
		displayName: 'Extracted Text',
		description: 'Whether to add what a PDF, Word, Excel or text file says, as attachment_text',
	}),
});

/**
 * Downloads a file, with its text if wanted.
 *
 * @param holder the path of the message, thread or draft that has it
 * @param property the binary field to put it in
 */
export async function downloadedAttachment(
	{ item }: Call,
	holder: ApiPath,
	id: string,
	property: string,
	{ extractedText }: { extractedText?: boolean },
): Promise<WithFiles> {
	const { details, binary } = await outputAttachment(item, property, holder, id);
	const text = extractedText ? await attachmentText(item, holder, id) : {};
	return new WithFiles({ ...details, ...text }, binary);
}
