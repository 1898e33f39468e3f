import type { Message } from 'agentmail/serialization';

import { path } from '../transport/path';
import { currentId, defineSearch, matches } from './search';

/** Files of the chosen message. */
export const searchAttachments = defineSearch(async (search) => {
	const inbox = currentId(search, 'inboxId', 'an inbox');
	const message = currentId(search, 'messageId', 'a message');
	const { attachments } = await search.api.get<Message.Raw>(
		path`/inboxes/${inbox}/messages/${message}`,
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
