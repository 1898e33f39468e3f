import type { IHookFunctions } from 'n8n-workflow';

import type { Reader } from '../../fields/field';
import { digestOf } from '../../shared/digest';
import { InputError } from '../../shared/inputError';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { AgentMailError, toNodeError, unless } from '../../transport/errors';
import { path } from '../../transport/path';
import type { Scope } from '../../transport/reach';
import type { AgentMailCredential } from '../../transport/server';
import type { Api } from '../../transport/types';
import { refuseUnreachable, whyUnreachable } from '../../webhooks/reachable';
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
import { chosenEvents, chosenScope } from '../eventFields';
import { chosenFilters, refuseUselessFilters } from '../filters';
import { listening } from '../admission';
import { readerOf } from '../reader';
import { latestEvent, testWith } from '../testEvent';
import { registrationRefused, removalRefused } from './errorMessages';
import { registration } from './parameters';
import { deliverToTest } from './testDelivery';
import {
	forgetRegistration,
	ownRegistration,
	storeRegistration,
	type Registration,
} from './storedRegistration';

/** The webhook that the node's parameters ask for. */
interface Wanted extends Target {
	url: string;
	events: string[];
	clientId: string;
	/** See {@link Registration}. */
	asked: string;
}

/** What the node's parameters ask for. */
interface Asked {
	events: string[];
	scope: Scope;
}

/** @throws {InputError} when no event is chosen, or the scope is incomplete */
const askedBy = async (parameters: Reader): Promise<Asked> => ({
	events: await chosenEvents(parameters),
	scope: await chosenScope(parameters),
});

const isByHand = async (parameters: Reader) =>
	(await registration.read(parameters, 'registration')) === 'manual';

/**
 * Whether the trigger's webhook is in place. Repairs what the API can change (event types), adopts or deletes what a
 * crash left behind, and deletes what cannot be repaired, so that `create` makes a new one.
 *
 * While AgentMail is unavailable, a known webhook with unchanged settings counts as in place: after a no, n8n would remove
 * a webhook that works. If the settings were changed, the person who publishes must learn that they have not arrived.
 *
 * @throws a node error whose message says what to do
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const parameters = readerOf(context);
	const known = ownRegistration(context);
	try {
		const asked = await askedBy(parameters);
		// Also with manual registration: what cannot work is said now, not with the first email.
		refuseUselessFilters(await chosenFilters(parameters, asked.events));
		if (await isByHand(parameters)) {
			refuseUselessSecret(await context.getCredentials<AgentMailCredential>(CREDENTIAL));
			// It may have been automatic before: that webhook goes.
			await removeOurs(context);
			return true;
		}
		const api = agentMailApi(context);
		const wanted = await wantedWebhook(context, api, asked);
		const working = await settle(api, wanted, known, context.getInstanceId());
		if (working) await keep(context, wanted, working);
		else forgetRegistration(context);
		return working !== undefined;
	} catch (error) {
		const isUnavailable = error instanceof AgentMailError && error.isTransient;
		if (isUnavailable && known && (await isAsBefore(context, known, parameters))) {
			context.logger.warn(
				`AgentMail Trigger: could not check the webhook; it stays as it is. ${error.message}`,
			);
			return true;
		}
		throw toNodeError(context.getNode(), await registrationRefused(error, parameters));
	}
}

async function isAsBefore(context: IHookFunctions, { asked }: Registration, parameters: Reader) {
	const now = digestOfAsked(webhookUrl(context), await askedBy(parameters));
	return (asked ?? now) === now;
}

/**
 * Registers the webhook and keeps its id and secret.
 *
 * @throws a node error whose message says what to do
 */
export async function create(context: IHookFunctions): Promise<boolean> {
	const parameters = readerOf(context);
	try {
		if (await isByHand(parameters)) return true;
		const api = agentMailApi(context);
		const wanted = await wantedWebhook(context, api, await askedBy(parameters));
		await keep(context, wanted, await register(api, wanted));
		return true;
	} catch (error) {
		throw toNodeError(context.getNode(), await registrationRefused(error, parameters));
	}
}

/**
 * Deletes the webhook by its id, then all others with the same URL. One that is already gone is fine. With manual
 * registration, a person's webhook has that URL: then only the webhook from before the switch is deleted.
 *
 * @throws a node error when one is left
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
	const byHand = await isByHand(readerOf(context));
	if (!known && (byHand || (await neverRegistered(context)))) return;
	const api = agentMailApi(context);
	if (known) await removeWebhook(api, known.webhookId);
	const leftovers = byHand ? [] : await deliveringTo(webhookUrl(context), api);
	for (const { webhook_id } of leftovers) await removeWebhook(api, webhook_id);
	forgetRegistration(context);
}

/**
 * An address that AgentMail cannot reach was refused, so there is nothing to delete. n8n also calls `delete` after a
 * refusal, and an error there would hide the reason.
 */
async function neverRegistered(context: IHookFunctions): Promise<boolean> {
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	return whyUnreachable(webhookUrl(context), credential) !== undefined;
}

async function wantedWebhook(context: IHookFunctions, api: Api, asked: Asked): Promise<Wanted> {
	const url = webhookUrl(context);
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	refuseUnreachable(url, credential, {
		instead: 'Use the AgentMail WebSocket Trigger',
		then: 'publish the workflow again',
	});
	const target = targetOf(asked.scope, await api.identity());
	const scope = [
		String(target.webhooks),
		...target.podIds.toSorted(),
		...target.inboxIds.toSorted(),
	];
	return {
		...target,
		url,
		events: asked.events,
		clientId: clientIdOf(context.getInstanceId(), url, ...scope),
		asked: digestOfAsked(url, asked),
	};
}

/** Repairs or deletes what is there. @returns the webhook that works; `undefined` if one has to be made */
async function settle(
	api: Api,
	wanted: Wanted,
	known: Registration | undefined,
	instanceId: string,
): Promise<Webhook | undefined> {
	const all = await listWebhooks(api);
	// Webhooks of expired pauses. Cleaning up is a courtesy, so a failure does not matter.
	const expired = expiredAmong(all, instanceId);
	await Promise.allSettled(expired.map(async (id) => await removeWebhook(api, id)));
	// The URL belongs to this node alone, and the known id to a webhook of this n8n. All others are someone else's.
	const ours = all.filter(
		(webhook) => sameUrl(webhook.url, wanted.url) || webhook.webhook_id === known?.webhookId,
	);
	const fitting = ours.filter((webhook) => fits(webhook, wanted));
	const chosen = fitting.find((webhook) => webhook.webhook_id === known?.webhookId) ?? fitting[0];
	const working = chosen && ((await isEnabled(api, wanted, chosen)) ? chosen : undefined);
	for (const leftover of ours) {
		if (leftover !== working) await removeWebhook(api, leftover.webhook_id);
	}
	if (working) await setEvents(api, wanted, working);
	return working;
}

/**
 * Creates the webhook. For a `client_id` that is in use, AgentMail returns the existing webhook instead: one of ours that
 * fits is used, one that does not fit is deleted, someone else's is left alone.
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
		if (fits(answer, wanted) && (await isEnabled(api, wanted, answer))) {
			return await withEvents(api, wanted, answer);
		}
		await removeWebhook(api, answer.webhook_id);
	}
	throw new InputError(
		'AgentMail returned an existing webhook instead of creating one. Delete the webhooks of this n8n in the AgentMail console, then publish the workflow again.',
	);
}

/**
 * AgentMail disables a webhook after many failures. It is enabled again, unless this server does not know how to.
 *
 * @throws what the API does, except for that refusal
 */
async function isEnabled(api: Api, { webhooks }: Wanted, webhook: Webhook): Promise<boolean> {
	if (webhook.enabled !== false) return true;
	const change = api.patch<Webhook>(path`${webhooks}/${webhook.webhook_id}`, { enabled: true });
	return (await change.catch(unless(400, 403, 404)))?.enabled === true;
}

/** Sets the wanted events. If that fails, the webhook is deleted again, so that none is left behind. */
async function withEvents(api: Api, wanted: Wanted, webhook: Webhook): Promise<Webhook> {
	await setEvents(api, wanted, webhook).catch(async (error: unknown) => {
		// The user must read why the events could not be set; a webhook that stays is found by its URL next time.
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

/** Whether everything is right that cannot be changed later. */
function fits(webhook: Webhook, wanted: Wanted): boolean {
	return (
		sameUrl(webhook.url, wanted.url) && Boolean(webhook.secret?.trim()) && covers(webhook, wanted)
	);
}

async function deliveringTo(url: string, api: Api): Promise<Webhook[]> {
	return (await listWebhooks(api)).filter((webhook) => sameUrl(webhook.url, url));
}

async function keep(
	context: IHookFunctions,
	{ clientId, asked, url }: Wanted,
	webhook: Webhook,
): Promise<void> {
	const { webhook_id: webhookId, secret } = webhook;
	const kept = { webhookId, secret, clientId, asked };
	storeRegistration(context, kept);
	if (context.getMode() !== 'manual') return;
	const parameters = readerOf(context);
	if ((await testWith.read(parameters, 'options.testWith')) !== 'latest') return;
	const event = await latestEvent(context, await listening(parameters));
	if (event) deliverToTest(context, url, kept, event);
}

/** Digest of the settings that make one registration differ from another. */
function digestOfAsked(url: string, { scope: { level, ids }, events }: Asked): string {
	return digestOf([url, level, String(ids.toSorted()), String(events.toSorted())]);
}

function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (!url)
		throw new InputError(
			'n8n gave this trigger no webhook URL. Save the workflow and publish it again.',
		);
	return url;
}

/** The API may spell a URL differently: a host in capitals, a default port. */
function sameUrl(a: string, b: string): boolean {
	return tidy(a) === tidy(b);
}

function tidy(url: string): string {
	return URL.canParse(url) ? new URL(url).href : url;
}
