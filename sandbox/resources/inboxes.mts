import * as sdk from 'agentmail/serialization';
import { madeBefore } from '../access/clientId.mjs';
import { inboxWithin } from '../access/scope.mjs';
import { requireUsable } from '../domains/usable.mjs';
import { ApiError, invalid } from '../errors.mjs';
import { validate, validatePatch } from '../http/validate.mjs';
import { bareAddress } from '../mail/addresses.mjs';
import type { Inbox, InboxStatus } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page, SEARCH_CAP } from '../routing/paging.mjs';
import { DEFAULT_DOMAIN, type Store } from '../store.mjs';
import { removeInbox } from './removal.mjs';

type Metadata = NonNullable<Inbox['metadata']>;

export const inboxes: Resource = {
	name: 'inboxes',
	levels: ['organization', 'pod'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/inboxes', permission: 'inbox_read', answer: list },
		{
			sdk: 'search',
			method: 'GET',
			path: '/inboxes/search',
			permission: 'inbox_read',
			answer: search,
		},
		{
			sdk: 'get',
			method: 'GET',
			path: '/inboxes/:inbox_id',
			permission: 'inbox_read',
			answer: named,
		},
		{
			sdk: 'create',
			method: 'POST',
			path: '/inboxes',
			permission: 'inbox_create',
			organizationKeyOnly: true,
			answer: create,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/inboxes/:inbox_id',
			permission: 'inbox_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/inboxes/:inbox_id',
			permission: 'inbox_delete',
			answer: remove,
		},
	],
};

/** @throws ApiError 400 */
function statusIn({ body }: Context): InboxStatus | undefined {
	const { status } = (body ?? {}) as { status?: unknown };
	if (status === undefined || status === 'active' || status === 'paused') return status;
	throw invalid(['status'], 'Expected active or paused.');
}

/** Only `paused` means something in an answer (AgentMail docs: pausing an inbox). */
function withStatus(inbox: Inbox, status: InboxStatus | undefined): Inbox {
	if (status === 'paused') inbox.status = status;
	if (status === 'active') delete inbox.status;
	return inbox;
}

function named(context: Context): Inbox {
	return inboxWithin(context.store, context.scope, parameter(context, 'inbox_id'));
}

function reachable({ store, scope }: Context): Inbox[] {
	return [...store.inboxes.values()].filter((inbox) => store.isWithin(inbox, scope));
}

function list(context: Context) {
	const items = reachable(context);
	return page(context, {
		name: 'inboxes',
		items,
		id: ({ inbox_id }) => inbox_id,
		time: ({ created_at }) => created_at,
	});
}

/** Word prefixes on address and display name, an exact address first (SDK: inboxes.search). */
function search(context: Context) {
	const q = context.query.text('q') ?? '';
	if (q.length < 2 || q.length > 256) throw invalid(['q'], 'Expected 2 to 256 characters.');
	const words = wordsOf(q);
	const hits = reachable(context).filter((inbox) =>
		words.every((word) => startsAWord(inbox, word)),
	);
	const isExact = ({ email }: Inbox) => email === q.toLowerCase();
	const items = [...hits.filter(isExact), ...hits.filter((inbox) => !isExact(inbox))];
	return page(context, { name: 'inboxes', items, id: ({ inbox_id }) => inbox_id, cap: SEARCH_CAP });
}

function startsAWord({ email, display_name = '' }: Inbox, prefix: string): boolean {
	return wordsOf(`${email} ${display_name}`).some((word) => word.startsWith(prefix));
}

function wordsOf(text: string): string[] {
	return text
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);
}

function create(context: Context): Inbox {
	const { store, scope } = context;
	const body = validate(sdk.inboxes.CreateInboxRequest, context.body);
	const existing = madeBefore(store.inboxes.values(), body.client_id, (inbox) =>
		store.isWithin(inbox, scope),
	);
	if (existing) return existing;
	const metadata = body.metadata && mergeMetadata({}, body.metadata);
	const fields = { ...body, ...(metadata && { metadata }), pod_id: scope.pod_id };
	return withStatus(addInbox(store, fields), statusIn(context));
}

/**
 * Makes an inbox; without a `pod_id` it lands in the Default Pod.
 * @throws ApiError 400 for a user name that is none, 403 `resource_taken` or `domain_not_verified`
 */
export function addInbox(
	store: Store,
	fields: Partial<Pick<Inbox, 'pod_id' | 'display_name' | 'client_id' | 'metadata'>> & {
		username?: string;
		domain?: string;
	},
): Inbox {
	const username = fields.username ?? `agent-${store.hex(10)}`;
	const pod_id = fields.pod_id ?? store.defaultPod.pod_id;
	const domain = fields.domain?.toLowerCase() ?? DEFAULT_DOMAIN;
	requireUsable(store, pod_id, domain);
	const inbox_id = `${username.toLowerCase()}@${domain}`;
	if (!bareAddress(inbox_id) || !/^[\w.+-]+$/.test(username)) {
		throw invalid(['username'], 'Expected letters, digits and . _ + -');
	}
	if (store.inboxes.has(inbox_id)) {
		throw new ApiError('resource_taken', `The address ${inbox_id} is taken.`);
	}
	const now = store.now();
	const { display_name, client_id, metadata } = fields;
	const inbox: Inbox = {
		pod_id,
		inbox_id,
		email: inbox_id,
		...(display_name !== undefined && { display_name }),
		...(client_id !== undefined && { client_id }),
		...(metadata && { metadata }),
		updated_at: now,
		created_at: now,
	};
	store.inboxes.set(inbox_id, inbox);
	store.use('inbox_count', 1, inbox);
	return inbox;
}

/** Metadata is merged: a null value removes its key, `null` as a whole clears (SDK: UpdateInboxRequest). */
function update(context: Context): Inbox {
	const inbox = named(context);
	const { display_name, metadata } = validatePatch(sdk.inboxes.UpdateInboxRequest, context.body);
	const status = statusIn(context);
	if (display_name === undefined && metadata === undefined && status === undefined) {
		throw invalid([], 'Expected at least one of display_name, metadata and status.');
	}
	if (metadata && Object.keys(metadata).length === 0) {
		throw invalid(
			['metadata'],
			'An empty object changes nothing.',
			'Send null to clear all metadata.',
		);
	}
	if (metadata === null) delete inbox.metadata;
	else if (metadata) inbox.metadata = mergeMetadata(inbox.metadata ?? {}, metadata);
	if (typeof display_name === 'string') inbox.display_name = display_name;
	inbox.updated_at = context.store.now();
	return withStatus(inbox, status);
}

/** @throws ApiError 400 above 256 keys or 256 characters (SDK: Metadata) */
function mergeMetadata(old: Metadata, changes: Record<string, Metadata[string] | null>): Metadata {
	const entries = Object.entries({ ...old, ...changes });
	const merged = entries.filter((entry): entry is [string, Metadata[string]] => entry[1] !== null);
	if (merged.length > 256) throw invalid(['metadata'], 'Expected at most 256 keys.');
	for (const [key, value] of merged) {
		const isTooLong = key.length > 256 || (typeof value === 'string' && value.length > 256);
		if (isTooLong) throw invalid(['metadata', key], 'Expected at most 256 characters.');
	}
	return Object.fromEntries(merged);
}

function remove(context: Context): undefined {
	removeInbox(context.store, named(context).inbox_id);
}
