import type { ApiKeyPermissions } from 'agentmail/serialization';

import type { Field } from '../../fields/field';
import type { Item } from '../../fields/item';
import { InputError } from '../../shared/inputError';
import { choices } from '../../fields/list';

/** What a key can be permitted, by resource. (AgentMail docs: permissions; October 2026) */
const PERMISSIONS: Record<string, string[]> = {
	account: ['update'],
	agent_armor: ['release'],
	api_key: ['read', 'create', 'update', 'delete'],
	app: ['connect', 'share_owner'],
	calendar: ['read', 'update'],
	calendar_event: ['read', 'create', 'update', 'delete'],
	domain: ['read', 'create', 'update', 'delete'],
	draft: ['read', 'create', 'update', 'delete', 'send'],
	inbox: ['read', 'create', 'update', 'delete'],
	label: ['spam_read', 'blocked_read', 'unauthenticated_read', 'trash_read'],
	list_entry: ['read', 'create', 'delete'],
	message: ['read', 'reply', 'send', 'update', 'delete'],
	metrics: ['read'],
	pod: ['read', 'create', 'update', 'delete'],
	webhook: ['read', 'create', 'update', 'delete'],
};

/** What AgentMail has only had since October 2026. (AgentMail docs: changelog) */
const NEWER =
	/^(?:account|agent_armor|app|calendar|calendar_event)_|^(?:message_reply|pod_update)$/;

/** Those of the granted ones, by name. */
export const newerPermissions = (granted: object = {}) =>
	Object.fromEntries(Object.entries(granted).filter(([name]) => NEWER.test(name)));

const titled = (name: string) =>
	name
		.split('_')
		.map((word) => (word === 'api' ? 'API' : word[0]!.toUpperCase() + word.slice(1)))
		.join(' ');

const OPTIONS = Object.entries(PERMISSIONS)
	.flatMap(([resource, actions]) =>
		actions.map((action) => ({
			name: `${titled(resource)}: ${titled(action)}`,
			value: `${resource}_${action}`,
		})),
	)
	.sort((a, b) => a.name.localeCompare(b.name, 'en'));

const chosen = choices(
	{
		displayName: 'Permissions',
		hint: 'If none are chosen, the key can do everything in its scope',
		description: 'What the key can do',
	},
	OPTIONS,
);

/** Absent means everything; present, only what is `true`. */
export const permissions: Field<ApiKeyPermissions.Raw | undefined, Item> = {
	properties: chosen.properties,
	read: async (item, path) => {
		const names = await chosen.read(item, path);
		if (names.length > 0) return Object.fromEntries(names.map((name) => [name, true]));
		if (!isExpression(item, path)) return undefined;
		throw new InputError(
			'The expression for Permissions returns nothing, and without permissions the key could do everything in its scope. Check that it returns a value. To allow everything, remove the expression and choose none.',
		);
	},
};

function isExpression({ context, index }: Item, path: string): boolean {
	const raw: unknown = context.getNodeParameter(path, index, null, { rawExpressions: true });
	return typeof raw === 'string' && raw.startsWith('=');
}
