import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { mapConcurrently } from '../shared/mapConcurrently';
import { PARALLEL_DOWNLOADS } from '../transport/attachments';
import { fetchAttachmentText, type AttachmentText } from '../transport/attachmentText';
import type { ApiPath } from '../transport/path';
import { flag } from './field';
import type { Item } from './item';

/** Characters of all texts of an answer together: a model pays for each, and has room for so many. */
const MOST_FOR_AGENTS = 50_000;

/** For operations that read a message or thread. */
export const includeAttachmentText = flag({
	displayName: 'Include Attachment Text',
	description: 'Whether to add what PDF, Word, Excel and text attachments say, as attachment_text',
});

/** Who reads: an item, or a sub-node for its agent. */
interface Reading extends Pick<Item, 'api' | 'isTool'> {
	context: IExecuteFunctions | ISupplyDataFunctions;
}

/** The text of one attachment, for the audience of the item. */
export async function attachmentText(
	{ api, context, isTool }: Reading,
	holder: ApiPath,
	id: string,
	share = 1,
): Promise<object & AttachmentText> {
	const most = isTool ? Math.floor(MOST_FOR_AGENTS / share) : undefined;
	return await fetchAttachmentText(api, context, holder, id, most);
}

/** An answer's list of attachments. */
interface WithAttachments {
	attachments?: Array<{ attachment_id: string }> | null;
}

/**
 * Adds the text of each attachment to messages.
 *
 * @param holder the path of the message or thread that has them
 */
export async function withAttachmentText<M extends WithAttachments>(
	item: Reading,
	holder: ApiPath,
	messages: M[],
): Promise<M[]> {
	const ids = messages.flatMap(({ attachments }) => attachments ?? []);
	const texts = await mapConcurrently(ids, PARALLEL_DOWNLOADS, async ({ attachment_id }) => {
		const { attachment_text, attachment_text_note } = await attachmentText(
			item,
			holder,
			attachment_id,
			ids.length,
		);
		return { attachment_text, ...(attachment_text_note && { attachment_text_note }) };
	});
	const byAttachment = new Map(ids.map((attachment, index) => [attachment, texts[index]]));
	return messages.map((message) => ({
		...message,
		attachments: message.attachments?.map((each) => ({ ...each, ...byAttachment.get(each) })),
	}));
}
