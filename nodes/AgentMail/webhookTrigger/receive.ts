import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readEvent, type AgentMailEvent } from '../events/event';
import { simplifiedEvent, wholeEvent, type Arrival } from '../events/output';
import { repeatsOf } from './repeats';
import { refreshSecret, trustedSecrets } from './secrets';
import { chosenEvents, chosenScope, type Scope } from './settings';
import { verify, type Delivery, type Verdict } from './signature';

/** What a trigger's options mean for a delivery. */
interface Options {
	simplify?: boolean;
	requireSvix?: boolean;
}

/**
 * Answers one request to the webhook URL, and starts a run if it is a delivery for this trigger.
 *
 * The signature comes first: before it is right nothing of the content is looked at. Then, cheapest first, what the
 * trigger was not asked for is put aside with a 200, so that AgentMail does not send it again.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const body = await rawBody(context);
	if (!body) return refuse(context, 'its body cannot be read as it was sent');
	const delivery = { headers: context.getHeaderData(), body, receivedAt: unixSeconds() };
	const options = context.getNodeParameter('options', {}) as Options;

	const verdict = await authenticate(context, delivery, options.requireSvix === true);
	if ('refusal' in verdict) return refuse(context, verdict.refusal);

	const event = readEvent(parsed(body));
	if (!event) {
		context.logger.warn('AgentMail Trigger: a signed delivery holds no event and was put aside.');
		return putAside(context);
	}
	const reason = outsideOf(event, chosenEvents(context), chosenScope(context));
	if (reason) {
		context.logger.debug(`AgentMail Trigger: ${shown(event.type)} was put aside, ${reason}.`);
		return putAside(context);
	}
	if (!isFirst(context, event, verdict)) {
		context.logger.debug(`AgentMail Trigger: ${shown(event.type)} came again and was put aside.`);
		return putAside(context);
	}
	const arrival: Arrival = {
		deliveryId: verdict.deliveryId ?? event.id ?? null,
		verifiedBy: verdict.verifiedBy,
	};
	const json =
		options.simplify === false ? wholeEvent(event, arrival) : simplifiedEvent(event, arrival);
	return start(json);
}

type Verified = Exclude<Verdict, { refusal: string }>;

/** Once more with the secret that AgentMail has now, if a complete signature does not match: it may have been rotated. */
async function authenticate(
	context: IWebhookFunctions,
	delivery: Delivery,
	requireSvix: boolean,
): Promise<Verdict> {
	const verdict = verify(delivery, { secrets: await trustedSecrets(context), requireSvix });
	const rotated = 'refusal' in verdict && verdict.refusal === 'its signature does not match';
	if (!rotated) return verdict;
	await refreshSecret(context);
	return verify(delivery, { secrets: await trustedSecrets(context), requireSvix });
}

/** Why the trigger does not want an event, or `undefined` if it does. */
function outsideOf(
	event: AgentMailEvent,
	events: string[],
	{ level, ids }: Scope,
): string | undefined {
	if (!events.includes(event.type)) return 'because the trigger does not listen to it';
	if (level === 'inbox' && !includes(ids, event.inboxId)) return 'because its inbox is not chosen';
	// Message events do not name their pod. AgentMail sends those of the chosen pods only.
	const otherPod = level === 'pod' && event.podId !== undefined && !includes(ids, event.podId);
	return otherPod ? 'because its pod is not chosen' : undefined;
}

/** Inbox ids are e-mail addresses, whose case does not matter. */
function includes(ids: string[], id: string | undefined): boolean {
	return ids.some((chosen) => chosen.toLowerCase() === id?.toLowerCase());
}

/**
 * Whether this delivery has not started a run yet; it counts as started from now on.
 *
 * The plain scheme has no timestamp, so anyone who saw a delivery could send it again at any time: its event id (its
 * signature, if it has none) must be new. A test takes one event and may take the same one again: someone is building.
 */
function isFirst(context: IWebhookFunctions, event: AgentMailEvent, verified: Verified): boolean {
	const replayable = verified.verifiedBy === 'x-agentmail-signature';
	if (context.getMode() === 'manual' && !replayable) return true;
	const repeats = repeatsOf(
		`${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`,
	);
	const id = `${verified.verifiedBy} ${verified.deliveryId ?? event.id ?? signatureOf(context)}`;
	if (repeats.has(id)) return false;
	repeats.set(id, true);
	// n8n could not store the execution: AgentMail will send it again, and then it must count.
	context.getResponseObject().once?.('finish', () => {
		if (context.getResponseObject().statusCode >= 500) repeats.delete(id);
	});
	return true;
}

function signatureOf(context: IWebhookFunctions): string {
	return String(context.getHeaderData()['x-agentmail-signature']);
}

/** The exact bytes that were signed; `undefined` for a form, whose bytes n8n has used up. */
async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	try {
		if (!request.rawBody) await request.readRawBody();
		return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
	} catch (error) {
		context.logger.debug(`AgentMail Trigger: a body could not be read. ${shown(String(error))}`);
		return undefined;
	}
}

/** What was signed is what is used, whatever else n8n made of the body. */
function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(body));
	} catch {
		return undefined;
	}
}

function start(json: IDataObject): IWebhookResponseData {
	return { workflowData: [[{ json }]] };
}

function putAside(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(200).send('');
	return { noWebhookResponse: true };
}

/** Why goes to n8n's log, not to the sender: it would help someone who is guessing. */
function refuse(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	context.logger.warn(`AgentMail Trigger: a delivery was refused, because ${reason}.`, {
		workflowId: context.getWorkflow().id,
		nodeName: context.getNode().name,
	});
	context.getResponseObject().status(401).send('Unauthorized');
	return { noWebhookResponse: true };
}

/** Text from outside for the log: one line, short, control characters escaped. */
function shown(text: string): string {
	return JSON.stringify(text.slice(0, 80));
}

function unixSeconds(): number {
	return Math.floor(Date.now() / 1000);
}
