import type { webhooks } from 'agentmail/serialization';

import { digestOf } from '../shared/digest';
import { InputError } from '../shared/inputError';
import { unless } from '../transport/errors';
import { boundPath } from '../transport/identity';
import { readPages } from '../transport/pages';
import { path, type ApiPath } from '../transport/path';
import { reachOf, type Reach, type Scope } from '../transport/reach';
import type { Api, Identity } from '../transport/types';

/** Webhooks at AgentMail: those of an API key, what each covers, and who made it. */

export type Webhook = webhooks.Webhook.Raw;

/**
 * Where an API key's webhooks are: a pod's key reaches those at `/pods/…/webhooks`, an inbox's key those at
 * `/inboxes/…/webhooks`. (AgentMail docs: webhooks, scopes)
 */
const webhooksOf = (identity: Identity): ApiPath => path`${boundPath(identity)}/webhooks`;

/** All webhooks that the key can reach, whoever made them. */
export async function listWebhooks(api: Api): Promise<Webhook[]> {
	const source = { path: webhooksOf(await api.identity()), entries: 'webhooks', id: 'webhook_id' };
	const { entries } = await readPages(api, source, Infinity);
	// Whether polling webhooks are listed here too is not documented: they have no URL.
	return (entries as unknown as Webhook[]).filter(({ url }) => typeof url === 'string');
}

/** The secret that AgentMail signs with now; `undefined` if the answer has none. */
export async function secretOf(api: Api, webhookId: string): Promise<string | undefined> {
	const { secret } = await api.get<Webhook>(await pathOf(api, webhookId));
	return typeof secret === 'string' && secret.trim() !== '' ? secret : undefined;
}

/** Deletes a webhook; one that is already gone is fine. */
export async function removeWebhook(api: Api, webhookId: string): Promise<void> {
	await api.delete(await pathOf(api, webhookId)).catch(unless(404));
}

async function pathOf(api: Api, webhookId: string): Promise<ApiPath> {
	return path`${webhooksOf(await api.identity())}/${webhookId}`;
}

/** So many inboxes, and as many pods, AgentMail takes for a webhook. (AgentMail docs: create webhook) */
export const MOST_IDS = 10;

/** @throws {InputError} above {@link MOST_IDS}. @param advice a sentence that says what to do instead */
export function refuseTooMany(
	what: 'trigger' | 'webhook',
	many: string,
	ids: readonly string[] = [],
	advice: string,
): void {
	if (ids.length <= MOST_IDS) return;
	throw new InputError(
		`A ${what} takes at most ${MOST_IDS} ${many}, and ${ids.length} are chosen. ${advice}`,
	);
}

/** Where the API keeps a webhook, and what it is narrowed to there. */
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

/**
 * Whether two lists are the same set. Inbox ids are email addresses, whose case does not matter.
 *
 * @param leftOut an id that may be missing in either
 */
export function sameIds(a: string[], b: string[], leftOut?: string): boolean {
	const [left, right] = [a, b].map((ids) => {
		const set = new Set(ids.map((id) => id.toLowerCase()));
		if (leftOut !== undefined) set.delete(leftOut.toLowerCase());
		return set;
	}) as [Set<string>, Set<string>];
	return left.size === right.size && [...left].every((id) => right.has(id));
}

/**
 * The `client_id` of a webhook: the same for the same n8n, URL and scope, so that a repeated create makes no second
 * webhook; different for every n8n, so that two never share one. Letters, digits and `-` only.
 */
export function clientIdOf(instanceId: string, url: string, ...scope: string[]): string {
	return `${ownerMark(instanceId)}${digestOf([url, ...scope]).slice(0, 32)}`;
}

/** The beginning of the `client_id` of every webhook that one n8n makes. */
export function ownerMark(instanceId: string): string {
	return `n8n-${digestOf([instanceId]).slice(0, 16)}-`;
}

/*
 * n8n runs no code when a pause times out or somebody stops an execution, so the webhooks of paused workflows stay. Their
 * client_id says which n8n made them and how long they are needed; the next pause, or the next trigger that is published,
 * deletes those that are over.
 */

/** The `client_id` of the webhook of a pause. @param until Unix milliseconds; `null` for a pause without a time limit */
export function temporaryId(instanceId: string, until: number | null, round: string): string {
	return `${mark(instanceId)}${until === null ? 'none' : Math.ceil(until / 1000)}-${round}`;
}

/** The beginning of the `client_id` of these webhooks. */
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

/** Ids of the webhooks whose pause is past its time limit. For contexts that cannot ask n8n about executions. */
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
