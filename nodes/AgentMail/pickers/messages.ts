import type { MessageItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { currentId, dated, defineSearch, searched } from './search';

/** Messages of the chosen inbox, newest first; what is typed searches sender, recipients, subject and text. */
export const searchMessages = defineSearch(async (search) => {
	const messages = path`/inboxes/${currentId(search, 'inboxId', 'an inbox')}/messages`;
	return await searched(search, { path: messages, entries: 'messages', toItem });
});

function toItem({ message_id, subject, from, timestamp }: MessageItem.Raw) {
	return { name: dated(timestamp, subject, from), value: message_id };
}
