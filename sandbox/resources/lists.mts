import * as sdk from 'agentmail/serialization';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import { bareAddress } from '../mail/addresses.mjs';
import { isAtLevel } from '../mail/lists.mjs';
import type { ListEntry, Scope } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { listEntryKey } from '../store.mjs';

/** Each level has lists of its own, so a bound key must use the paths of its pod or inbox. */
const organizationKeyOnly = true;
const PATH = '/lists/:direction/:type';

export const lists: Resource = {
	name: 'lists',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{
			sdk: 'list',
			method: 'GET',
			path: PATH,
			permission: 'list_entry_read',
			organizationKeyOnly,
			answer: list,
		},
		{
			sdk: 'get',
			method: 'GET',
			path: `${PATH}/:entry`,
			permission: 'list_entry_read',
			organizationKeyOnly,
			answer: named,
		},
		{
			sdk: 'create',
			method: 'POST',
			path: PATH,
			permission: 'list_entry_create',
			organizationKeyOnly,
			answer: create,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: `${PATH}/:entry`,
			permission: 'list_entry_delete',
			organizationKeyOnly,
			answer: remove,
		},
	],
};

interface List extends Scope {
	direction: sdk.Direction.Raw;
	list_type: sdk.ListType.Raw;
}

function listOf(context: Context): List {
	const { level, scope } = context;
	const direction = sdk.Direction.parse(parameter(context, 'direction'));
	if (!direction.ok) throw invalid(['direction'], 'Expected send, receive or reply.');
	const list_type = sdk.ListType.parse(parameter(context, 'type'));
	if (!list_type.ok) throw invalid(['type'], 'Expected allow or block.');
	return {
		...(level !== 'organization' && scope),
		direction: direction.value,
		list_type: list_type.value,
	};
}

function list(context: Context) {
	const wanted = listOf(context);
	const items = [...context.store.listEntries.values()].filter(
		(entry) =>
			isAtLevel(entry, wanted) &&
			entry.direction === wanted.direction &&
			entry.list_type === wanted.list_type,
	);
	return page(context, {
		name: 'entries',
		items,
		id: ({ entry }) => entry,
		time: ({ entry }) => entry,
		ascending: true,
	});
}

function named(context: Context): ListEntry {
	const entry = parameter(context, 'entry');
	const key = listEntryKey({ ...listOf(context), entry: entry.toLowerCase() });
	const record = context.store.listEntries.get(key);
	if (!record) throw notFound('List entry', entry);
	return record;
}

/** What is there already gets the new reason: an entry has no other content. */
function create(context: Context): ListEntry {
	const { store } = context;
	const { entry: written, reason } = validate(sdk.CreateListEntryRequest, context.body);
	const place = listOf(context);
	const entry = written.toLowerCase();
	const existing = store.listEntries.get(listEntryKey({ ...place, entry }));
	const record: ListEntry = {
		...place,
		entry,
		organization_id: store.organization_id,
		entry_type: entryTypeOf(entry),
		created_at: store.now(),
		...existing,
		...(reason !== undefined && !existing?.read_only && { reason }),
	};
	store.listEntries.set(listEntryKey(record), record);
	return record;
}

/** @throws ApiError 400 for what is neither an address nor a domain */
function entryTypeOf(entry: string): ListEntry['entry_type'] {
	if (bareAddress(entry) === entry) return 'email';
	if (/^([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/.test(entry)) return 'domain';
	throw invalid(['entry'], 'Expected an email address or a domain.');
}

/** @throws ApiError 409 for what AgentMail itself has entered (SDK: ListEntry.read_only) */
function remove(context: Context): undefined {
	const record = named(context);
	if (record.read_only) {
		throw new ApiError('cannot_delete', `${record.entry} is a read-only entry.`, {
			fix: 'AgentMail made this entry because mail to the address was returned; it stays.',
		});
	}
	context.store.listEntries.delete(listEntryKey(record));
}
