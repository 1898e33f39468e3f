import type { Attachment, AttachmentResponse } from 'agentmail/serialization';
import type { IBinaryKeyData } from 'n8n-workflow';

import { outputFile } from './binary';
import { flag, singleLine } from './field';
import { mapConcurrently } from '../shared/mapConcurrently';
import type { Item } from './item';
import { path, type ApiPath } from '../transport/path';

/** Files of a message in memory-friendly numbers: each one streams, so a few at once are enough. */
const PARALLEL = 3;

/** An AI agent gets no files. */
const NOT_FOR_AGENTS = { displayOptions: { hide: { '@tool': [true] } } };

/** For operations that read a message and may bring its files along. */
export const downloadOptions = {
	downloadAttachments: flag({
		...NOT_FOR_AGENTS,
		displayName: 'Download Attachments',
		description: 'Whether to put the files of the message on the output item as binary data',
	}),
	binaryPropertyPrefix: singleLine({
		...NOT_FOR_AGENTS,
		displayName: 'Attachment Field Prefix',
		default: 'attachment_',
		description: 'Binary fields are named with this and a number: attachment_0, attachment_1 …',
	}),
};

/**
 * Downloads all files of a message.
 *
 * @param message the path of the message or draft that has them
 * @returns binary fields `attachment_0`, `attachment_1` … in the order of the message
 */
export async function attachmentFiles(
	item: Item,
	message: ApiPath,
	attachments: Attachment.Raw[] | null | undefined,
	{ binaryPropertyPrefix = 'attachment_' }: { binaryPropertyPrefix?: string },
): Promise<IBinaryKeyData> {
	const files = await mapConcurrently(
		attachments ?? [],
		PARALLEL,
		async ({ attachment_id }, index) => {
			const location = await item.api.get<AttachmentResponse.Raw>(
				path`${message}/attachments/${attachment_id}`,
			);
			const name = `${binaryPropertyPrefix}${index}`;
			return (await outputFile(item, name, location, attachment_id)).binary;
		},
	);
	return Object.assign({}, ...files) as IBinaryKeyData;
}
