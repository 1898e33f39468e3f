import type { IHookFunctions } from 'n8n-workflow';

import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { digestOf } from '../../shared/digest';
import { AgentMailError, toNodeError } from '../../transport/errors';
import { path } from '../../transport/path';
import type { AgentMailCredential } from '../../transport/server';
import { registrationRefused, removalRefused } from './errorMessages';
import { chosenEvents, chosenScope, isManual, refuseUselessFilters } from '../settings';
import {
	removeWebhook,
	listWebhooks,
	covers,
	sameIds,
	targetOf,
	type Target,
	type Webhook,
	clientIdOf,
	expiredAmong,
} from '../../webhooks/registered';
import { refuseUselessSecret } from '../../webhooks/secret';
import { refuseUnreachable, whyUnreachable } from '../../webhooks/reachable';
import {
	forgetRegistration,
	ownRegistration,
	storeRegistration,
	type Registration,
} from './storedRegistration';
import type { Api } from '../../transport/types';
import { InputError } from '../../shared/inputError';

/** The webhook that the node's parameters ask for. */
interface Wanted extends Target {
	url: string;
	events: string[];
	clientId: string;
}

/**
 * Whether the trigger's webhook is in place, repaired where the API allows it: event types are changed in place, what
 * was left behind by a crash is taken over or deleted. What cannot be repaired is deleted, for `create` to make anew.
 *
 * While AgentMail cannot answer, a known webhook that is what the node asks for counts as in place: to say no would make
 * n8n tear down a webhook that works. If the node was changed, who publishes it must hear that the change is not there yet.
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const known = ownRegistration(context);
	try {
		// Whoever registered the webhook: what cannot work is said now, not with the first e-mail.
		chosenEvents(context);
		chosenScope(context);
		refuseUselessFilters(context);
		if (isManual(context)) {
			refuseUselessSecret(await context.getCredentials<AgentMailCredential>(CREDENTIAL));
			// Switched over from automatic: what was registered then goes.
			await removeOurs(context);
			return true;
		}
		const api = agentMailApi(context);
		const wanted = await wantedWebhook(context, api);
		const working = await settle(api, wanted, known, context.getInstanceId());
		if (working) keep(context, wanted, working);
		else forgetRegistration(context);
		return working !== undefined;
	} catch (error) {
		if (error instanceof AgentMailError && error.isTransient && isAsBefore(context, known)) {
			context.logger.warn(
				`AgentMail Trigger: its webhook could not be checked and is kept as it is. ${error.message}`,
			);
			return true;
		}
		throw toNodeError(context.getNode(), registrationRefused(error, context));
	}
}

function isAsBefore(context: IHookFunctions, known: Registration | undefined): boolean {
	return known !== undefined && (known.asked ?? askedBy(context)) === askedBy(context);
}

/**
 * Registers the webhook and keeps its id and secret.
 *
 * @throws a node error whose message says what to do.
 */
export async function create(context: IHookFunctions): Promise<boolean> {
	if (isManual(context)) return true;
	try {
		const api = agentMailApi(context);
		const wanted = await wantedWebhook(context, api);
		keep(context, wanted, await register(api, wanted));
		return true;
	} catch (error) {
		throw toNodeError(context.getNode(), registrationRefused(error, context));
	}
}

/**
 * Deletes the webhook by its id, then whatever else delivers to the same URL. Gone already is fine. With manual
 * registration a person's webhook has that URL: then only what was registered before the switch goes.
 *
 * @throws a node error when one is left over.
 */
export async function remove(context: IHookFunctions): Promise<boolean> {
	try {
		await removeOurs(context);
		return true;
	} catch (error) {
		throw toNodeError(context.getNode(), removalRefused(error));
	}
}

async function removeOurs(context: IHookFunctions): Promise<void> {
	const known = ownRegistration(context);
	const byHand = isManual(context);
	if (!known && (byHand || (await neverRegistered(context)))) return;
	const api = agentMailApi(context);
	if (known) await removeWebhook(api, known.webhookId);
	const leftovers = byHand ? [] : await deliveringTo(webhookUrl(context), api);
	for (const { webhook_id } of leftovers) await removeWebhook(api, webhook_id);
	forgetRegistration(context);
}

/**
 * An address that AgentMail cannot reach was refused, so nothing is there to delete. n8n calls `delete` after a refusal
 * too, and shows what goes wrong there instead of the reason.
 */
async function neverRegistered(context: IHookFunctions): Promise<boolean> {
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	return whyUnreachable(webhookUrl(context), credential) !== undefined;
}

async function wantedWebhook(context: IHookFunctions, api: Api): Promise<Wanted> {
	const url = webhookUrl(context);
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	refuseUnreachable(url, credential, {
		instead: 'Use the AgentMail WebSocket Trigger',
		then: 'publish the workflow again',
	});
	const events = chosenEvents(context);
	const target = targetOf(chosenScope(context), await api.identity());
	const scope = [
		String(target.webhooks),
		...target.podIds.toSorted(),
		...target.inboxIds.toSorted(),
	];
	return { ...target, url, events, clientId: clientIdOf(context.getInstanceId(), url, ...scope) };
}

/** Brings what is there in order. `undefined`: nothing fits, one has to be made. */
async function settle(
	api: Api,
	wanted: Wanted,
	known: Registration | undefined,
	instanceId: string,
): Promise<Webhook | undefined> {
	const all = await listWebhooks(api);
	// What paused workflows left behind. The trigger does without it, so it does not matter here if that fails.
	const expired = expiredAmong(all, instanceId);
	await Promise.allSettled(expired.map(async (id) => await removeWebhook(api, id)));
	// The same URL leads to this node alone, and the known id to what this n8n made. All others are someone else's.
	const ours = all.filter(
		(webhook) => sameUrl(webhook.url, wanted.url) || webhook.webhook_id === known?.webhookId,
	);
	const fitting = ours.filter((webhook) => fits(webhook, wanted));
	const working = fitting.find((webhook) => webhook.webhook_id === known?.webhookId) ?? fitting[0];
	for (const leftover of ours) {
		if (leftover !== working) await removeWebhook(api, leftover.webhook_id);
	}
	if (working) await setEvents(api, wanted, working);
	return working;
}

/**
 * Creates the webhook. A `client_id` that is in use gives back the older webhook instead, so the answer is looked at:
 * one of ours that fits is taken, one that does not is deleted, another's is left alone.
 */
async function register(api: Api, wanted: Wanted): Promise<Webhook> {
	for (const clientId of [wanted.clientId, `${wanted.clientId}-2`, `${wanted.clientId}-3`]) {
		const answer = await api.post<Webhook>(wanted.webhooks, {
			url: wanted.url,
			event_types: wanted.events,
			...(wanted.podIds.length > 0 ? { pod_ids: wanted.podIds } : {}),
			...(wanted.inboxIds.length > 0 ? { inbox_ids: wanted.inboxIds } : {}),
			client_id: clientId,
		});
		if (!sameUrl(answer.url, wanted.url)) continue;
		if (fits(answer, wanted)) return await withEvents(api, wanted, answer);
		await removeWebhook(api, answer.webhook_id);
	}
	throw new InputError(
		'AgentMail returned an older webhook instead of making one. Delete the webhooks of this n8n in the AgentMail console, then publish the workflow again.',
	);
}

/** The webhook with the wanted events. Where they cannot be set it is deleted again, so that none is left behind. */
async function withEvents(api: Api, wanted: Wanted, webhook: Webhook): Promise<Webhook> {
	await setEvents(api, wanted, webhook).catch(async (error: unknown) => {
		// Why the events could not be set is what the user must read; a webhook left here is found by its URL next time.
		await Promise.allSettled([removeWebhook(api, webhook.webhook_id)]);
		throw error;
	});
	return webhook;
}

/** A non-empty list replaces the old one. (AgentMail docs: update webhook) */
async function setEvents(api: Api, { webhooks, events }: Wanted, webhook: Webhook): Promise<void> {
	if (sameIds(webhook.event_types ?? [], events)) return;
	await api.patch(path`${webhooks}/${webhook.webhook_id}`, { event_types: events });
}

/** All that cannot be changed in place is right. */
function fits(webhook: Webhook, wanted: Wanted): boolean {
	return (
		sameUrl(webhook.url, wanted.url) &&
		webhook.enabled !== false &&
		Boolean(webhook.secret?.trim()) &&
		covers(webhook, wanted)
	);
}

async function deliveringTo(url: string, api: Api): Promise<Webhook[]> {
	return (await listWebhooks(api)).filter((webhook) => sameUrl(webhook.url, url));
}

function keep(context: IHookFunctions, { clientId }: Wanted, webhook: Webhook): void {
	const { webhook_id: webhookId, secret } = webhook;
	storeRegistration(context, { webhookId, secret, clientId, asked: askedBy(context) });
}

/** What makes one registration differ from another, read off the node alone. */
function askedBy(context: IHookFunctions): string {
	const { level, ids } = chosenScope(context);
	const events = chosenEvents(context).toSorted();
	return digestOf([webhookUrl(context), level, String(ids.toSorted()), String(events)]);
}

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (!url)
		throw new InputError(
			'n8n gave this trigger no webhook URL. Save the workflow and publish it again.',
		);
	return url;
}

/** The API may write a URL another way: a host in capitals, a default port. */
function sameUrl(a: string, b: string): boolean {
	return tidy(a) === tidy(b);
}

function tidy(url: string): string {
	return URL.canParse(url) ? new URL(url).href : url;
}
