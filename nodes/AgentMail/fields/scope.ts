import type { INodeProperties } from 'n8n-workflow';

import { choice, type Field } from './field';
import type { Item } from './item';
import { boundPath } from '../transport/identity';
import { type ApiPath, path } from '../transport/path';
import type { Level } from '../transport/types';
import { inboxId, podId } from './ids';

/** What a person chooses a level by. */
export const LEVELS: Record<Level, { name: string; description: string }> = {
	organization: { name: 'Organization', description: 'Everything the API key can reach' },
	pod: { name: 'Pod', description: 'One pod (tenant)' },
	inbox: { name: 'Inbox', description: 'One inbox' },
};

const AT = { pod: { name: 'podId', field: podId }, inbox: { name: 'inboxId', field: inboxId } };

/**
 * The part of the account an operation is about: one of the levels that the API has for it, and the pod or inbox.
 * Its value is the beginning of the path: ``path`${scope}/threads` ``.
 */
export function scope(...levels: Level[]): Field<ApiPath, Item> {
	const level = choice<Level>(
		{
			displayName: 'Scope',
			default: levels[0],
			description: 'Which part of the account to use',
		},
		levels.map((value) => ({ ...LEVELS[value], value })),
	);
	const below = levels.filter((each) => each !== 'organization');
	return {
		properties: (name): INodeProperties[] => [
			...level.properties(name),
			...below.flatMap((each) =>
				AT[each].field.properties(AT[each].name).map((property) => ({
					...property,
					displayOptions: { show: { [name]: [each] } },
				})),
			),
		],
		read: async (item, place) => {
			const chosen = await level.read(item, place);
			if (chosen === 'organization') return await widest(levels, item);
			const id = await AT[chosen].field.read(item, AT[chosen].name);
			return chosen === 'pod' ? path`/pods/${id}` : path`/inboxes/${id}`;
		},
	};
}

/** Everything the key can reach is at the key's own level, if the API has the resource there. */
async function widest(levels: Level[], { api }: Item): Promise<ApiPath> {
	const identity = await api.identity();
	return levels.includes(identity.scope_type) ? boundPath(identity) : path``;
}
