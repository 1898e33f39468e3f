import { ownerMark } from './owner';
import type { Webhook } from './target';

/*
 * n8n runs no code at a time-out or when somebody stops an execution, so the webhooks of paused workflows are left behind.
 * Each says in its client_id whose it is and until when it is needed, and the next pause, or a trigger that is published,
 * sweeps up.
 */

/** The `client_id` of the webhook of a pause. @param until Unix milliseconds; `null` for a pause without a time limit */
export function temporaryId(instanceId: string, until: number | null, round: string): string {
	return `${mark(instanceId)}${until === null ? 'none' : Math.ceil(until / 1000)}-${round}`;
}

/** How the `client_id` of these webhooks begins. */
const mark = (instanceId: string) => `${ownerMark(instanceId)}wait-`;

/** A webhook that this n8n made for a pause. */
export interface Left {
	id: string;
	url: string;
	round: string;
	/** Unix milliseconds, as all times here. */
	until: number | null;
	madeAt: number;
}

/** Of these webhooks the ids of those whose pause is over by its time limit. For where n8n cannot be asked. */
export function expiredAmong(webhooks: Webhook[], instanceId: string): string[] {
	return leftBehind(webhooks, instanceId)
		.filter(isExpired)
		.map(({ id }) => id);
}

export const isExpired = ({ until }: Left) => until !== null && until < Date.now();

export const leftBehind = (webhooks: Webhook[], instanceId: string) =>
	webhooks.flatMap((webhook) => leftOf(webhook, instanceId));

function leftOf({ webhook_id, url, client_id, created_at }: Webhook, instanceId: string): Left[] {
	const begin = mark(instanceId);
	if (!client_id?.startsWith(begin)) return [];
	const [end = '', round = ''] = client_id.slice(begin.length).split('-');
	const until = /^\d+$/.test(end) ? Number(end) * 1000 : null;
	return [{ id: webhook_id, url, round, until, madeAt: Date.parse(String(created_at)) }];
}
