import type { Attachment } from 'agentmail/serialization';
import type { IBinaryKeyData } from 'n8n-workflow';

import { mapConcurrently } from '../shared/mapConcurrently';
import { ATTACHMENT_PREFIX, PARALLEL_DOWNLOADS } from '../transport/attachments';
import { withDistinctNames } from '../transport/download';
import type { ApiPath } from '../transport/path';
import { outputAttachment } from './binary';
import { flag, singleLine } from './field';
import type { Item } from './item';

/** An AI agent gets no files. */
const NOT_FOR_AGENTS = { displayOptions: { hide: { '@tool': [true] } } };

/** For operations that read a message, with its files if wanted. */
export const downloadOptions = {
	downloadAttachments: flag({
		...NOT_FOR_AGENTS,
		displayName: 'Download Attachments',
		description: 'Whether to download the attachments as binary data',
	}),
	binaryPropertyPrefix: singleLine({
		...NOT_FOR_AGENTS,
		displayName: 'Attachment Prefix',
		default: ATTACHMENT_PREFIX,
		description: 'Start of the names of the binary fields: attachment_0, attachment_1 …',
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
	{ binaryPropertyPrefix = ATTACHMENT_PREFIX }: { binaryPropertyPrefix?: string },
): Promise<IBinaryKeyData> {
	const files = await mapConcurrently(
		attachments ?? [],
		PARALLEL_DOWNLOADS,
		async ({ attachment_id }, index) => {
			const name = `${binaryPropertyPrefix}${index}`;
			return (await outputAttachment(item, name, message, attachment_id)).binary;
		},
	);
	return withDistinctNames(Object.assign({}, ...files) as IBinaryKeyData);
}
