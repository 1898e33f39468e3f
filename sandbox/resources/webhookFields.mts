import { inboxWithin } from '../access/scope.mjs';
import { invalid, notFound } from '../errors.mjs';
import type { StoredWebhook } from '../records.mjs';
import type { Context } from '../routing/context.mjs';

/** Inboxes, and pods, that one webhook can name (SDK: CreateWebhookRequest). */
const MAX_SCOPES = 10;

/** @throws ApiError 400 */
export function checkedUrl(url: string): string {
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
	throw invalid(['url'], 'Expected an http or https URL.');
}

/** @throws ApiError 400 for none, and for what cannot be sent as a header */
export function checkedHeaders(headers: Record<string, string>): Record<string, string> {
	if (Object.keys(headers).length === 0) {
		throw invalid(['headers'], 'Expected at least one header.');
	}
	for (const [name, value] of Object.entries(headers)) {
		if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
			throw invalid(['headers', name], 'Not a header name.');
		}
		if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
			throw invalid(['headers', name], 'Not a header value.');
		}
	}
	return headers;
}

/** What a webhook listens to: its level's pod or inbox, narrowed by the body where the level allows it. */
export function subscription(context: Context, body: { inbox_ids?: string[]; pod_ids?: string[] }) {
	const { level, scope } = context;
	if (level === 'inbox' && scope.inbox_id) return { inbox_ids: [scope.inbox_id] };
	const inbox_ids = checkedInboxes(context, 'inbox_ids', body.inbox_ids ?? []);
	if (level === 'pod' && scope.pod_id) {
		return inbox_ids.length > 0 ? { inbox_ids } : { pod_ids: [scope.pod_id] };
	}
	const pod_ids = checkedPods(context, 'pod_ids', body.pod_ids ?? []);
	return { ...(inbox_ids.length > 0 && { inbox_ids }), ...(pod_ids.length > 0 && { pod_ids }) };
}

function checkedInboxes({ store, scope }: Context, field: string, ids: string[]): string[] {
	if (ids.length > MAX_SCOPES) throw invalid([field], `Expected at most ${MAX_SCOPES}.`);
	return [...new Set(ids.map((inbox_id) => inboxWithin(store, scope, inbox_id).inbox_id))];
}

function checkedPods({ store }: Context, field: string, ids: string[]): string[] {
	if (ids.length > MAX_SCOPES) throw invalid([field], `Expected at most ${MAX_SCOPES}.`);
	for (const pod_id of ids) if (!store.pods.has(pod_id)) throw notFound('Pod', pod_id);
	return [...new Set(ids)];
}

interface ScopeChanges {
	add_inbox_ids?: string[];
	remove_inbox_ids?: string[];
	add_pod_ids?: string[];
	remove_pod_ids?: string[];
}

/** The inboxes and pods after an update; a scoped webhook must keep one (SDK: UpdateWebhookRequest). */
export function changedScopes(context: Context, webhook: StoredWebhook, body: ScopeChanges) {
	const { inbox_ids = [], pod_ids = [] } = webhook;
	const isScoped = inbox_ids.length + pod_ids.length > 0;
	const added = checkedInboxes(context, 'add_inbox_ids', body.add_inbox_ids ?? []);
	const inboxes = changed('add_inbox_ids', inbox_ids, added, body.remove_inbox_ids);
	const addedPods =
		context.level === 'pod' ? [] : checkedPods(context, 'add_pod_ids', body.add_pod_ids ?? []);
	const pods = changed(
		'add_pod_ids',
		pod_ids,
		addedPods,
		context.level === 'pod' ? [] : body.remove_pod_ids,
	);
	if (isScoped && inboxes.length + pods.length === 0) {
		throw invalid(['remove_inbox_ids'], 'A scoped webhook must keep one inbox or pod.');
	}
	return {
		...(inboxes.length > 0 || webhook.inbox_ids ? { inbox_ids: inboxes } : {}),
		...(pods.length > 0 || webhook.pod_ids ? { pod_ids: pods } : {}),
	};
}

function changed(field: string, ids: string[], added: string[], removed: string[] = []): string[] {
	const result = [...new Set([...ids, ...added])].filter((id) => !removed.includes(id));
	if (result.length > MAX_SCOPES) throw invalid([field], `A webhook has at most ${MAX_SCOPES}.`);
	return result;
}
