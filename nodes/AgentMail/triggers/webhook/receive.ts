import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { admit, listening, type PutAside, notePutAside } from '../admission';
import { fetchContent, startItem, type Wishes, CONTENT_SECONDS } from '../../events/content';
import { parsedBody, rawBody } from '../../events/body';
import { readEvent, type AgentMailEvent } from '../../events/event';
import { isMail } from '../../events/incoming';
import { stateOf } from '../state';
import { learnInboxes } from '../ownInboxes';
import { asFlag } from '../../shared/values';
import { logOncePerMinute } from '../../shared/logThrottle';
import { isConfirmed, refreshSecret, trustedSecrets } from './secrets';
import { StartedDelivery, startedDeliveries } from './startedDeliveries';
import { answerWith, deliveryOf } from '../../webhooks/delivery';
import { verify, type Delivery, type Verdict, type Verified } from '../../webhooks/signature';

/** What a trigger's options mean for a delivery. */
interface Options extends Wishes {
	simplify?: unknown;
	requireSvix?: unknown;
}

/**
 * Answers one request to the webhook URL, and starts a run if it is a delivery for this trigger.
 *
 * The signature comes first: before it is right nothing of the content is looked at. Then, before anything is fetched,
 * what the trigger was not asked for is put aside.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const body = await rawBody(context);
	if (!body) return refuse(context, 'its body cannot be read as it was sent');
	const delivery = deliveryOf(context, body);
	const options = context.getNodeParameter('options', {}) as Options;

	// Fails closed: added, and not switched off.
	const requireSvix = asFlag(options.requireSvix) ?? 'requireSvix' in options;
	const verdict = await authenticate(context, delivery, requireSvix);
	if ('refusal' in verdict) return refuse(context, verdict.refusal);

	const event = readEvent(parsedBody(body));
	if (!event) {
		context.logger.warn('AgentMail Trigger: a signed delivery holds no event and was put aside.');
		return answerWith(context, 200);
	}
	const wanted = listening(context);
	const memory = stateOf(context);
	if (wanted.filters.skipOwn && isMail(event)) await learnInboxes(context, memory);

	const id = repeatId(context, event, verdict);
	const started = startedDeliveries(context);
	const earlierOne = () => (id === undefined ? undefined : started.get(id));
	for (let earlier = earlierOne(); earlier; earlier = earlierOne()) {
		const outcome = await earlier.outcome();
		// n8n still stores the run of the first, and may fail: a 200 now would be AgentMail's last word.
		if (outcome === undefined) return answerWith(context, 503);
		if (outcome === 'stored') {
			return putAside(context, event, { because: 'it came before', mail: undefined });
		}
		// Unless another repeat has taken its place while this one waited.
		if (id === undefined || started.get(id) !== earlier) continue;
		started.delete(id);
		earlier.takeBack();
	}
	// From here on nothing is awaited until it is noted: two at the same moment would both start a run.
	const admission = admit(event, wanted, memory, { isTest: isTest(context) });
	if ('because' in admission) return putAside(context, event, admission);
	if (id !== undefined) {
		started.set(id, new StartedDelivery(context.getResponseObject(), admission.takeBack));
	}
	const content = admission.mail
		? await fetchContent(context, event, options, CONTENT_SECONDS.webhook)
		: { event };
	const arrival = {
		deliveryId: verdict.deliveryId ?? event.id ?? null,
		verifiedBy: verdict.verifiedBy,
	};
	return { workflowData: [[startItem(content, arrival, options.simplify)]] };
}

/**
 * Once more with the secret that AgentMail has now, if a complete signature does not match, if another secret has signed
 * too, or if nobody has asked since n8n was started: it may have been rotated.
 */
async function authenticate(
	context: IWebhookFunctions,
	delivery: Delivery,
	requireSvix: boolean,
): Promise<Verdict> {
	const verdict = verify(delivery, { secrets: await trustedSecrets(context), requireSvix });
	const isDoubtful =
		'refusal' in verdict
			? verdict.refusal === 'its signature does not match'
			: verdict.isRotating || !isConfirmed(context);
	if (!isDoubtful) return verdict;
	await refreshSecret(context);
	return verify(delivery, { secrets: await trustedSecrets(context), requireSvix });
}

/**
 * What tells that a delivery came before.
 *
 * The plain scheme has no timestamp, so anyone who saw a delivery could send it again at any time: its event id (its
 * signature, if it has none) must be new. A test takes one event and may take the same one again: someone is building.
 */
function repeatId(
	context: IWebhookFunctions,
	event: AgentMailEvent,
	verified: Verified,
): string | undefined {
	const replayable = verified.verifiedBy === 'x-agentmail-signature';
	if (isTest(context) && !replayable) return undefined;
	// The headers svix-… and webhook-… are two names for one thing: a copy under the other name is a repeat.
	const scheme = replayable ? 'plain' : 'standard';
	return `${scheme} ${verified.deliveryId ?? event.id ?? signatureOf(context)}`;
}

function isTest(context: IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

function signatureOf(context: IWebhookFunctions): string {
	return String(context.getHeaderData()['x-agentmail-signature']);
}

/** A delivery that is in order and starts nothing: with a 200, AgentMail does not send it again. */
function putAside(
	context: IWebhookFunctions,
	event: AgentMailEvent,
	aside: PutAside,
): IWebhookResponseData {
	notePutAside(context, event, aside);
	return answerWith(context, 200);
}

/** Why goes to n8n's log, not to the sender: it would help someone who is guessing. */
function refuse(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	const workflowId = context.getWorkflow().id;
	const { id, name } = context.getNode();
	// Anybody on the internet can cause this line.
	logOncePerMinute(`${workflowId} ${id} ${reason}`, (more) =>
		context.logger.warn(`AgentMail Trigger: a delivery was refused, because ${reason}.${more}`, {
			workflowId,
			nodeName: name,
		}),
	);
	return answerWith(context, 401, 'Unauthorized');
}
