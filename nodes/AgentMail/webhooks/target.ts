import type { webhooks } from 'agentmail/serialization';

import { webhooksOf } from './api';
import { reachOf, type Reach } from '../transport/reach';
import type { Scope } from '../triggers/settings';
import type { Identity } from '../transport/identity';
import type { ApiPath } from '../transport/path';

export type Webhook = webhooks.Webhook.Raw;

/** Where the API keeps the trigger's webhook, and what narrows it there. */
export interface Target extends Reach {
	webhooks: ApiPath;
}

/** @throws {InputError} when the key cannot reach what is chosen. */
export function targetOf(scope: Scope, identity: Identity): Target {
	return { webhooks: webhooksOf(identity), ...reachOf(scope, identity) };
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
