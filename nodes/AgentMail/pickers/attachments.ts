import type { Attachment } from 'agentmail/serialization';

import { path, type ApiPath } from '../transport/path';
import { chosenId, currentId, defineSearch, level, matches, type SearchContext } from './search';

/** Files of the chosen message, thread or draft. */
export const searchAttachments = defineSearch(async (search) => {
	const { attachments } = await search.api.get<{ attachments?: Attachment.Raw[] | null }>(
		await holder(search),
	);
	return {
		results: (attachments ?? [])
			.map(({ attachment_id, filename }) => ({
				name: filename || attachment_id,
				value: attachment_id,
			}))
			.filter(({ name }) => matches(search.filter, name)),
	};
});

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
