import { InputError } from '../shared/inputError';
import type { Identity, Level } from './types';

/** Which part of an account the trigger listens to. */
export interface Scope {
	level: Level;
	/** Pods or inboxes, as the level says; none for the organization. */
	ids: string[];
}

/** What a trigger listens to, as the API takes it for a key. */
export interface Reach {
	podIds: string[];
	inboxIds: string[];
	/** What the key itself narrows it to: the API may repeat it. */
	bound: { podId?: string; inboxId?: string };
}

/** @throws {InputError} when the key cannot reach what is chosen. */
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
			`The API key belongs to the inbox ${inboxId} and does not reach whole pods. Set Scope to Inbox, or use an API key of the pod or the organization.`,
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
		`The API key belongs to the ${kind} ${own} and does not reach ${other}. Choose ${own}, set Scope to Organization (everything the key reaches), or use an API key of the organization.`,
	);
}
