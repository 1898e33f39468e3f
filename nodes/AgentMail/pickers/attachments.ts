import type { Attachment } from 'agentmail/serialization';

import { path, type ApiPath } from '../transport/path';
import { chosenId, currentId, level, type SearchContext } from './search';

/** The files of the chosen message, thread or draft. */
export async function attachmentsOf(search: SearchContext): Promise<Attachment.Raw[]> {
	const { attachments } = await search.api.get<{ attachments?: Attachment.Raw[] | null }>(
		await holder(search),
	);
	return attachments ?? [];
}

async function holder(search: SearchContext): Promise<ApiPath> {
	switch (chosenId(search, 'resource')) {
		case 'thread':
			return path`${await level(search)}/threads/${currentId(search, 'threadId', 'a thread')}`;
		case 'draft':
			return path`${await level(search)}/drafts/${currentId(search, 'draftId', 'a draft')}`;
		default: {
			const inbox = currentId(search, 'inboxId', 'an inbox');
			return path`/inboxes/${inbox}/messages/${currentId(search, 'messageId', 'a message')}`;
		}
	}
}
