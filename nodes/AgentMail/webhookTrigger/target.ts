import type { webhooks } from 'agentmail/serialization';

import { InputError } from '../transport/errors';
import { boundPath, type Identity } from '../transport/identity';
import { type ApiPath, path } from '../transport/path';
import type { Scope } from './settings';

export type Webhook = webhooks.Webhook.Raw;

/** Where the API keeps the trigger's webhook, and what narrows it there. */
export interface Target {
	webhooks: ApiPath;
	podIds: string[];
	inboxIds: string[];
	/** What the path itself says: the API may repeat it in the webhook. */
	bound: { podId?: string; inboxId?: string };
}

/**
 * An API key reaches webhooks at its own level only: a pod's key at `/pods/…/webhooks`, an inbox's at
 * `/inboxes/…/webhooks`. (AgentMail docs: webhooks, scopes)
 *
 * @throws {InputError} when the key cannot reach what is chosen.
 */
export function targetOf(scope: Scope, identity: Identity): Target {
	const webhooks = path`${boundPath(identity)}/webhooks`;
	const ids = { podIds: pods(scope), inboxIds: inboxes(scope) };
	if (identity.scope_type === 'organization') return { webhooks, ...ids, bound: {} };

	if (identity.scope_type === 'pod') {
		const podId = identity.pod_id ?? identity.scope_id;
		refuseOthers(ids.podIds, podId, 'pod');
		return { webhooks, podIds: [], inboxIds: ids.inboxIds, bound: { podId } };
	}

	const inboxId = identity.inbox_id ?? identity.scope_id;
	if (scope.level === 'pod') {
		throw new InputError(
			`The API key belongs to the inbox ${inboxId} and does not reach whole pods. Set Scope to Inbox, or use an API key of the pod or the organization.`,
		);
	}
	refuseOthers(ids.inboxIds, inboxId, 'inbox');
	return { webhooks, podIds: [], inboxIds: [], bound: { inboxId, podId: identity.pod_id } };
}

/** Whether a webhook listens to exactly what the target says. */
export function covers(webhook: Webhook, { podIds, inboxIds, bound }: Target): boolean {
	return (
		sameIds(webhook.pod_ids ?? [], podIds, bound.podId) &&
		sameIds(webhook.inbox_ids ?? [], inboxIds, bound.inboxId)
	);
}

/** The same set. Inbox ids are e-mail addresses, whose case does not matter. */
export function sameIds(a: string[], b: string[], leftOut?: string): boolean {
	const [left, right] = [a, b].map((ids) => {
		const set = new Set(ids.map((id) => id.toLowerCase()));
		if (leftOut !== undefined) set.delete(leftOut.toLowerCase());
		return set;
	}) as [Set<string>, Set<string>];
	return left.size === right.size && [...left].every((id) => right.has(id));
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
