import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { untagged } from '../events/addressPattern';
import { readEvent, type AgentMailEvent } from '../events/event';
import { incomingMail, type IncomingMail } from '../events/incoming';
import { simplifiedEvent, wholeEvent, type Arrival } from '../events/output';
import { refusal, type IsOwn } from '../events/policy';
import { fetchContent, type Content, type Wishes } from './content';
import { shown } from './log';
import { memoryOf, type Memory } from './memory';
import { refreshSecret, trustedSecrets } from './secrets';
import { withinCap } from './senderCap';
import { chosenEvents, chosenFilters, chosenScope, type Scope } from './settings';
import { verify, type Delivery, type Verdict } from './signature';

/** What a trigger's options mean for a delivery. */
interface Options extends Wishes {
	simplify?: boolean;
	requireSvix?: boolean;
}

/**
 * Answers one request to the webhook URL, and starts a run if it is a delivery for this trigger.
 *
 * The signature comes first: before it is right nothing of the content is looked at. Then, before anything is fetched,
 * what the trigger was not asked for is put aside.
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
		return answered(context);
	}
	const events = chosenEvents(context);
	const scope = chosenScope(context);
	const outside = outsideOf(event, events, scope);
	if (outside) return putAside(context, event, outside);

	const mail = incomingMail(event);
	const filters = chosenFilters(context, events);
	const memory = memoryOf(context);
	const isOwn = ownInboxes(memory, scope, event);
	const unwanted = mail && refusal(mail, filters, isOwn);
	if (unwanted) return putAside(context, event, unwanted, mail);
	if (!isFirst(context, memory, event, verdict)) return putAside(context, event, 'it came before');
	if (mail && !isWithinCap(context, memory, mail, filters.maxPerSenderPerHour)) {
		const because = 'its sender sent too many within an hour (Max per Sender and Hour)';
		return putAside(context, event, because, mail);
	}
	const content = mail ? await fetchContent(context, event, options) : { event };
	return start(content, options, {
		deliveryId: verdict.deliveryId ?? event.id ?? null,
		verifiedBy: verdict.verifiedBy,
	});
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
	if (!events.includes(event.type)) return 'the trigger does not listen to it';
	if (level === 'inbox' && !includes(ids, event.inboxId)) return 'its inbox is not chosen';
	// Message events do not name their pod. AgentMail sends those of the chosen pods only.
	const otherPod = level === 'pod' && event.podId !== undefined && !includes(ids, event.podId);
	return otherPod ? 'its pod is not chosen' : undefined;
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
function isFirst(
	context: IWebhookFunctions,
	{ repeats }: Memory,
	event: AgentMailEvent,
	verified: Verified,
): boolean {
	const replayable = verified.verifiedBy === 'x-agentmail-signature';
	if (isTest(context) && !replayable) return true;
	const id = `${verified.verifiedBy} ${verified.deliveryId ?? event.id ?? signatureOf(context)}`;
	if (repeats.has(id)) return false;
	repeats.set(id, true);
	unlessStored(context, () => repeats.delete(id));
	return true;
}

/** Counts the mail, unless somebody listens for a test event. */
function isWithinCap(
	context: IWebhookFunctions,
	{ senders }: Memory,
	{ sender }: IncomingMail,
	most: number | undefined,
): boolean {
	if (most === undefined || isTest(context)) return true;
	const giveBack = withinCap(senders, sender, most, Date.now());
	if (giveBack) unlessStored(context, giveBack);
	return giveBack !== undefined;
}

/** n8n could not store the execution: AgentMail will send the delivery again, and then it must count. */
function unlessStored(context: IWebhookFunctions, undo: () => void): void {
	context.getResponseObject().once?.('finish', () => {
		if (context.getResponseObject().statusCode >= 500) undo();
	});
}

/**
 * The inboxes of the account that are known without asking AgentMail: the one that got the mail, those that are chosen,
 * and those that had an event before. So a loop between two inboxes ends at its second turn at the latest.
 */
function ownInboxes({ inboxes }: Memory, scope: Scope, { inboxId }: AgentMailEvent): IsOwn {
	if (inboxId !== undefined) inboxes.set(untagged(inboxId), true);
	const chosen = new Set(scope.level === 'inbox' ? scope.ids.map(untagged) : []);
	return (address) => inboxes.has(untagged(address)) || chosen.has(untagged(address));
}

function isTest(context: IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
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

function start(
	{ event, binary, thread, incomplete }: Content,
	{ simplify }: Options,
	how: Arrival,
): IWebhookResponseData {
	const arrival = { ...how, thread, incomplete };
	const json = simplify === false ? wholeEvent(event, arrival) : simplifiedEvent(event, arrival);
	return { workflowData: [[{ json, ...(binary && { binary }) }]] };
}

/** A delivery that is in order and starts nothing. */
function putAside(
	context: IWebhookFunctions,
	event: AgentMailEvent,
	because: string,
	mail?: IncomingMail,
): IWebhookResponseData {
	const from = mail ? ` from ${shown(mail.sender ?? 'nobody certain')}` : '';
	context.logger.debug(
		`AgentMail Trigger: ${shown(event.type)}${from} was put aside, because ${because}.`,
	);
	return answered(context);
}

/** With a 200, so that AgentMail does not send it again. */
function answered(context: IWebhookFunctions): IWebhookResponseData {
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

function unixSeconds(): number {
	return Math.floor(Date.now() / 1000);
}
