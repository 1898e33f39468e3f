import type { Thread } from 'agentmail/serialization';
import type { IDataObject } from 'n8n-workflow';

import { threadId } from '../../fields/ids';
import { simplifyMessage } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { flag, options } from '../../fields/field';
import { readPages } from '../../transport/pages';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get thread',
	description: 'Get a thread with its newest messages and their text, oldest first',
	api: 'threads.get',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		options: options({
			allMessages: flag({
				displayName: 'All Messages',
				description: 'Whether to get the whole thread instead of its newest messages',
			}),
		}),
	},
	async run({ scope, threadId, options: { allMessages } }, { api }) {
		const at = path`${scope}/threads/${threadId}`;
		const thread = await api.get<Thread.Raw>(at);
		if (!allMessages || !thread.next_page_token) return thread;
		const source = { path: at, entries: 'messages', id: 'message_id', turnPages: true } as const;
		const older = await readPages(api, source, Infinity, thread.next_page_token);
		const messages = [...older.entries.reverse(), ...thread.messages];
		return { ...thread, messages, count: messages.length, next_page_token: undefined };
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
