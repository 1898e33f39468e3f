import type { ThreadItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { dated, defineSearch, level, searched } from './search';

/** Conversations at the chosen scope, newest first; what is typed searches them. */
export const searchThreads = defineSearch(async (search) => {
	const threads = path`${await level(search)}/threads`;
	return await searched(search, { path: threads, entries: 'threads', toItem });
});

function toItem({ thread_id, subject, senders, timestamp }: ThreadItem.Raw) {
	return { name: dated(timestamp, subject, senders.join(', ')), value: thread_id };
}
