import type { IExecuteFunctions } from 'n8n-workflow';

import { mapConcurrently } from '../shared/mapConcurrently';
import type { Api } from '../transport/types';
import { AgentMailError } from '../transport/errors';
import {
	removeWebhook,
	listWebhooks,
	targetOf,
	type Webhook,
	isExpired,
	leftBehind,
	temporaryId,
	type Left,
} from '../webhooks/registered';
import { hasLeft } from './pause';

/*
 * A reply reaches a paused workflow through a webhook of its own, at the pause's address. (webhooks/temporary)
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
		client_id: temporaryId(instanceId, until, round),
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
		'AgentMail allows no more webhooks for this account, and each pause for an email reply needs one. Nothing was sent. Delete webhooks that nobody uses in the AgentMail console, raise the limit of your plan, or choose another Response Type, which needs none.',
	);
}

/** Deletes the webhooks of pauses that are over: timed out, stopped, or answered while n8n went down. */
export async function sweep(api: Api, context: IExecuteFunctions): Promise<void> {
	const left = leftBehind(await listWebhooks(api), context.getInstanceId());
	await mapConcurrently(left, PARALLEL, async (each) => {
		if (isExpired(each) || (await isOver(context, each))) await removeWebhook(api, each.id);
	});
}

const PARALLEL = 5;

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
