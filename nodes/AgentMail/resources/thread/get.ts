import type { Message, Thread } from 'agentmail/serialization';
import type { IDataObject } from 'n8n-workflow';

import { includeAttachmentText, withAttachmentText } from '../../fields/attachmentText';
import { threadId } from '../../fields/ids';
import { simplifyMessage } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { flag, options } from '../../fields/field';
import { readPages } from '../../transport/pages';
import { defineOperation } from '../../operation/operation';
import { path, type ApiPath } from '../../transport/path';
import type { Api } from '../../transport/types';

export const get = defineOperation({
	name: 'Get',
	action: 'Get thread',
	description: 'Get a thread with its newest messages and their text, oldest first',
	api: ['threads.get', 'threads.getAttachment'],
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		options: options({
			allMessages: flag({
				displayName: 'All Messages',
				description: 'Whether to get the whole thread instead of its newest messages',
			}),
			includeAttachmentText,
		}),
	},
	async run({ scope, threadId, options: { allMessages, includeAttachmentText } }, { api, item }) {
		const at = path`${scope}/threads/${threadId}`;
		const newest = await api.get<Thread.Raw>(at);
		const thread = allMessages && newest.next_page_token ? await whole(api, at, newest) : newest;
		if (!includeAttachmentText) return thread;
		return { ...thread, messages: await withAttachmentText(item, at, thread.messages) };
	},
	simplify: (thread) => ({
		inbox_id: thread.inbox_id,
		thread_id: thread.thread_id,
		last_message_id: thread.last_message_id,
		subject: thread.subject,
		senders: thread.senders,
		recipients: thread.recipients,
		labels: thread.labels,
		message_count: thread.message_count,
		messages: ((thread.messages ?? []) as IDataObject[]).map(simplifyMessage),
		next_page_token: thread.next_page_token,
	}),
});

async function whole(api: Api, at: ApiPath, { next_page_token, ...thread }: Thread.Raw) {
	const source = { path: at, entries: 'messages', id: 'message_id', turnPages: true } as const;
	const older = await readPages(api, source, Infinity, next_page_token ?? undefined);
	const messages = [...(older.entries.reverse() as unknown as Message.Raw[]), ...thread.messages];
	return { ...thread, messages, count: messages.length, next_page_token: undefined };
}
