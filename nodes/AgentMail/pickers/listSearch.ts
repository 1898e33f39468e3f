import type {
	ApiKey,
	DomainItem,
	DraftItem,
	inboxes,
	MessageItem,
	pods,
	ThreadItem,
	webhooks,
} from 'agentmail/serialization';

import { HELD_MAIL, isHeld } from '../mail/agentArmor';
import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import { attachmentsOf } from './attachments';
import {
	currentId,
	dated,
	defineSearch,
	level,
	matches,
	narrowed,
	searched,
	type Search,
	type SearchContext,
	type Source,
} from './search';

/**
 * Searches a list at the level that the panel chooses.
 *
 * @param find {@link searched} where the API can search the list
 */
const atLevel = <T>(
	find: typeof narrowed<T>,
	list: string,
	toItem: Source<T>['toItem'],
	leavesOut?: Source<T>['leavesOut'],
) =>
	defineSearch(async (search) => {
		const at = path`${await level(search)}/${list}`;
		return await find(search, { path: at, entries: list.replace('-', '_'), toItem, leavesOut });
	});

const messagesOf = (search: SearchContext) => ({
	path: path`/inboxes/${currentId(search, 'inboxId', 'an inbox')}/messages`,
	entries: 'messages',
	toItem: ({ message_id, subject, from, timestamp }: MessageItem.Raw) => ({
		name: dated(timestamp, subject, from),
		value: message_id,
	}),
});

const searchInboxes = defineSearch(async (search) => {
	const identity = await search.api.identity();
	const bound = boundPath(identity);
	if (identity.scope_type === 'inbox') return { results: [inbox(await search.api.get(bound))] };
	return await searched(search, {
		path: path`${bound}/inboxes`,
		entries: 'inboxes',
		toItem: inbox,
	});
});

function inbox({ inbox_id, display_name }: Pick<inboxes.Inbox.Raw, 'inbox_id' | 'display_name'>) {
	return { name: display_name ? `${display_name} <${inbox_id}>` : inbox_id, value: inbox_id };
}

const searchPods = defineSearch(async (search) => {
	const { scope_type, pod_id } = await search.api.identity();
	if (scope_type !== 'organization' && pod_id) {
		return { results: [pod(await search.api.get(path`/pods/${pod_id}`))] };
	}
	return await narrowed(search, { path: path`/pods`, entries: 'pods', toItem: pod });
});

function pod({ pod_id, name }: Pick<pods.Pod.Raw, 'pod_id' | 'name'>) {
	return { name: name || pod_id, value: pod_id };
}

/** Where an AI agent may work: inboxes page by page, and with the first page the pods that the key can reach. */
const searchInboxesAndPods: Search = async function (filter, token) {
	const page = await searchInboxes.call(this, filter, token);
	if (token !== undefined) return page;
	// An inbox's key sees no pod.
	const pods = await searchPods.call(this, filter).catch(() => ({ results: [] }));
	const named = pods.results.map(({ name, value }) => ({ name: `Pod: ${name}`, value }));
	return { ...page, results: [...page.results, ...named] };
};

/** What the pickers search, by the name that a picker gives. */
export const listSearch = {
	searchApiKeys: atLevel<ApiKey.Raw>(narrowed, 'api-keys', (key) => ({
		name: `${key.name || key.api_key_id}${'prefix' in key ? ` (${key.prefix}…)` : ''}`,
		value: key.api_key_id,
	})),
	searchAttachments: defineSearch(async (search) => ({
		results: (await attachmentsOf(search))
			.map(({ attachment_id: value, filename }) => ({ name: filename || value, value }))
			.filter(({ name }) => matches(search.filter, name)),
	})),
	searchDomains: atLevel<DomainItem.Raw>(narrowed, 'domains', ({ domain_id, domain }) => ({
		name: domain,
		value: domain_id,
	})),
	searchDrafts: atLevel<DraftItem.Raw>(
		narrowed,
		'drafts',
		({ draft_id, subject, to, updated_at }) => ({
			name: dated(updated_at, subject, to?.join(', ') || 'nobody yet'),
			value: draft_id,
		}),
	),
	searchInboxes,
	searchInboxesAndPods,
	searchHeldMessages: defineSearch(
		async (search) => await narrowed(search, { ...messagesOf(search), query: HELD_MAIL }),
	),
	searchMessages: defineSearch(
		async (search) => await searched(search, { ...messagesOf(search), leavesOut: isHeld }),
	),
	searchPods,
	searchThreads: atLevel<ThreadItem.Raw>(
		searched,
		'threads',
		({ thread_id, subject, senders, timestamp }) => ({
			name: dated(timestamp, subject, senders.join(', ')),
			value: thread_id,
		}),
		isHeld,
	),
	searchWebhooks: atLevel<webhooks.Webhook.Raw>(
		narrowed,
		'webhooks',
		({ webhook_id, url, enabled }) => ({
			name: enabled ? url : `${url} (disabled)`,
			value: webhook_id,
		}),
	),
};
