import type { IExecuteFunctions } from 'n8n-workflow';

import { inOrder } from '../operation/inOrder';
import { readPages } from '../operation/list';
import type { Api } from '../transport/api';
import { AgentMailError, unless } from '../transport/errors';
import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import { ownerMark } from '../webhookTrigger/stored';
import { targetOf, type Webhook } from '../webhookTrigger/target';
import { hasLeft } from './wait';

/*
 * A reply reaches a paused workflow through a webhook of its own, at the pause's address. n8n runs no code at a time-out
 * or when somebody stops the execution, so such webhooks are left behind: each says in its client_id whose it is and
 * until when it is needed, and the next pause, or a trigger that is published, sweeps up.
 */

/** Registers the webhook of a pause. @throws AgentMailError with advice when the account can have no more */
export async function addWebhook(
	api: Api,
	{
		url,
		inboxId,
		instanceId,
		round,
		until,
	}: {
		url: string;
		inboxId: string;
		instanceId: string;
		round: string;
		until: number | null;
	},
): Promise<string> {
	const target = targetOf({ level: 'inbox', ids: [inboxId] }, await api.identity());
	const body = {
		url,
		event_types: ['message.received'],
		...(target.inboxIds.length > 0 ? { inbox_ids: target.inboxIds } : {}),
		client_id: `${mark(instanceId)}${until === null ? 'none' : Math.ceil(until / 1000)}-${round}`,
	};
	try {
		const { webhook_id } = await api.post<Webhook>(target.webhooks, body);
		return webhook_id;
	} catch (error) {
		throw limitReached(error);
	}
}

function limitReached(error: unknown): unknown {
	if (!(error instanceof AgentMailError) || error.code !== 'limit_exceeded') return error;
	return error.reworded(
		'AgentMail allows no more webhooks for this account, and each pause for an e-mail reply needs one. Nothing was mailed. Delete webhooks that nobody uses in the AgentMail console, raise the limit of your plan, or choose Approval or Free Text, which need none.',
	);
}

export async function removeWebhook(api: Api, webhookId: string): Promise<void> {
	await api.delete(await pathOf(api, webhookId)).catch(unless(404));
}

/** The secret that AgentMail signs with. Read when it is needed, so that it is stored nowhere. */
export async function secretOf(api: Api, webhookId: string): Promise<string> {
	const { secret } = await api.get<Webhook>(await pathOf(api, webhookId));
	return secret;
}

async function pathOf(api: Api, webhookId: string) {
	return path`${boundPath(await api.identity())}/webhooks/${webhookId}`;
}

/** How the `client_id` of these webhooks begins. */
const mark = (instanceId: string) => `${ownerMark(instanceId)}wait-`;

/** A webhook that this n8n made for a pause. */
interface Left {
	id: string;
	url: string;
	round: string;
	/** Unix milliseconds, as all times here. */
	until: number | null;
	madeAt: number;
}

/** Deletes the webhooks of pauses that are over: timed out, stopped, or answered while n8n went down. */
export async function sweep(api: Api, context: IExecuteFunctions): Promise<void> {
	const webhooks = path`${boundPath(await api.identity())}/webhooks`;
	const source = { path: webhooks, entries: 'webhooks', id: 'webhook_id' };
	const { entries } = await readPages(api, source, Infinity);
	const left = leftBehind(entries as unknown as Webhook[], context.getInstanceId());
	await inOrder(left, PARALLEL, async (each) => {
		if (isExpired(each) || (await isOver(context, each))) await removeWebhook(api, each.id);
	});
}

const PARALLEL = 5;

/** Of these webhooks the ids of those whose pause is over by its time limit. For where n8n cannot be asked. */
export function expiredAmong(webhooks: Webhook[], instanceId: string): string[] {
	return leftBehind(webhooks, instanceId)
		.filter(isExpired)
		.map(({ id }) => id);
}

const isExpired = ({ until }: Left) => until !== null && until < Date.now();

const leftBehind = (webhooks: Webhook[], instanceId: string) =>
	webhooks.flatMap((webhook) => leftOf(webhook, instanceId));

function leftOf({ webhook_id, url, client_id, created_at }: Webhook, instanceId: string): Left[] {
	const begin = mark(instanceId);
	if (!client_id?.startsWith(begin)) return [];
	const [end = '', round = ''] = client_id.slice(begin.length).split('-');
	const until = /^\d+$/.test(end) ? Number(end) * 1000 : null;
	return [{ id: webhook_id, url, round, until, madeAt: Date.parse(String(created_at)) }];
}

/** Asks n8n about the execution in the webhook's address. In doubt the webhook is needed. */
async function isOver(context: IExecuteFunctions, { url, round, madeAt }: Left): Promise<boolean> {
	const execution = /\/(\d+)\/[^/]+$/.exec(URL.canParse(url) ? new URL(url).pathname : '')?.[1];
	if (execution === undefined) return false;
	try {
		const stored = await context.getExecutionDataById(execution);
		// n8n does not show what it has just begun to run, so only after a while "not there" means deleted.
		return stored ? hasLeft(stored, round) : Date.now() - madeAt > HOUR_MS;
	} catch {
		return false;
	}
}

const HOUR_MS = 60 * 60_000;
