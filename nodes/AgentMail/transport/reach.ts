import { InputError } from '../shared/inputError';
import type { Identity, Level } from './types';

/** Which part of an account the trigger listens to. */
export interface Scope {
	level: Level;
	/** Pods or inboxes, as the level says; none for the organization. */
	ids: string[];
}

/** What a trigger listens to, in the form that the API accepts for a key. */
export interface Reach {
	podIds: string[];
	inboxIds: string[];
	/** The key's own scope, which the API may repeat. */
	bound: { podId?: string; inboxId?: string };
}

/** @throws {InputError} if the key cannot reach what is chosen. */
export function reachOf(scope: Scope, identity: Identity): Reach {
	const ids = { podIds: pods(scope), inboxIds: inboxes(scope) };
	if (identity.scope_type === 'organization') return { ...ids, bound: {} };

	if (identity.scope_type === 'pod') {
		const podId = identity.pod_id ?? identity.scope_id;
		refuseOthers(ids.podIds, podId, 'pod');
		return { podIds: [], inboxIds: ids.inboxIds, bound: { podId } };
	}

	const inboxId = identity.inbox_id ?? identity.scope_id;
	if (scope.level === 'pod') {
		throw new InputError(
			`The API key is bound to the inbox ${inboxId} and can't reach whole pods. Set Listen To to Inboxes, or use a pod or organization API key.`,
		);
	}
	refuseOthers(ids.inboxIds, inboxId, 'inbox');
	return { podIds: [], inboxIds: [], bound: { inboxId, podId: identity.pod_id } };
}

const pods = ({ level, ids }: Scope) => (level === 'pod' ? ids : []);
const inboxes = ({ level, ids }: Scope) => (level === 'inbox' ? ids : []);

function refuseOthers(ids: string[], own: string, kind: 'pod' | 'inbox'): void {
	const other = ids.find((id) => id.toLowerCase() !== own.toLowerCase());
	if (other === undefined) return;
	throw new InputError(
		`The API key is bound to the ${kind} ${own} and can't reach ${other}. Choose ${own}, set Listen To to All Inboxes (everything the key can reach), or use an organization API key.`,
	);
}
