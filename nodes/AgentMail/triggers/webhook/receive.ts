import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parsedBody, rawBody } from '../../events/body';
import { CONTENT_SECONDS, fetchContent, startItem } from '../../events/content';
import { readEvent, type AgentMailEvent } from '../../events/event';
import { isMail } from '../../events/incoming';
import { logOncePerMinute } from '../../shared/logThrottle';
import { answerWith, deliveryOf } from '../../webhooks/delivery';
import { verify, type Delivery, type Verdict, type Verified } from '../../webhooks/signature';
import { admit, BECAUSE, ignoredAnswer, listening, logIgnored, type Ignored } from '../admission';
import { learnInboxes } from '../ownInboxes';
import { readerOf } from '../reader';
import { stateOf } from '../state';
import { deliveryOptions, registration } from './parameters';
import { signingSecretOf, type SigningSecret } from './signingSecret';
import { StartedDelivery, startedDeliveries } from './startedDeliveries';

/**
 * Answers one request to the webhook URL, and starts a run if it is a delivery for this trigger.
 *
 * The signature comes first: before it is right, nothing of the content is looked at. Then, before anything is fetched,
 * what the trigger was not asked for is ignored.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const body = await rawBody(context);
	if (!body) return reject(context, 'its body cannot be read as it was sent');
	const parameters = readerOf(context);
	const options = await deliveryOptions.read(parameters, 'options');
	const signing = signingSecretOf(context, await registration.read(parameters, 'registration'));
	const verdict = await authenticate(deliveryOf(context, body), signing, options.requireSvix);
	if ('refusal' in verdict) return reject(context, verdict.refusal);

	const event = readEvent(parsedBody(body));
	if (!event) {
		context.logger.warn('AgentMail Trigger: a signed delivery contains no event and was ignored.');
		return answerWith(context, 200, ignoredAnswer(BECAUSE.noEvent));
	}
	const wanted = await listening(parameters);
	const state = stateOf(context);
	if (wanted.filters.skipOwn && isMail(event)) await learnInboxes(context, state);

	const id = repeatId(context, event, verdict);
	const started = startedDeliveries(context);
	const earlierOne = () => (id === undefined ? undefined : started.get(id));
	for (let earlier = earlierOne(); earlier; earlier = earlierOne()) {
		const outcome = await earlier.outcome();
		// n8n still stores the run of the first, and may fail: a 200 now would be AgentMail's last word.
		if (outcome === undefined) return answerWith(context, 503);
		if (outcome === 'stored') {
			return ignore(context, event, { mail: undefined, ignoredBecause: BECAUSE.repeat });
		}
		// Unless another repeat has taken its place while this one waited.
		if (id === undefined || started.get(id) !== earlier) continue;
		started.delete(id);
		earlier.takeBack();
	}
	// From here on nothing is awaited until it is noted: two at the same moment would both start a run.
	const admission = admit(event, wanted, state, { isTest: isTest(context) });
	if ('ignoredBecause' in admission) return ignore(context, event, admission);
	if (id !== undefined) {
		started.set(id, new StartedDelivery(context.getResponseObject(), admission.takeBack));
	}
	const content = await fetchContent(context, event, options, CONTENT_SECONDS.webhook);
	const arrival = {
		deliveryId: verdict.deliveryId ?? event.id ?? null,
		verifiedBy: verdict.verifiedBy,
	};
	return { workflowData: [[startItem(content, arrival, options.simplify)]] };
}

/**
 * Checks the signature again with the secret that AgentMail has now, if a complete signature does not match, if another
 * secret has signed too, or if nobody has asked since n8n was started: it may have been rotated.
 */
async function authenticate(
	delivery: Delivery,
	signing: SigningSecret,
	requireSvix: boolean,
): Promise<Verdict> {
	const verdict = verify(delivery, { secrets: await signing.trusted(), requireSvix });
	const isDoubtful =
		'refusal' in verdict
			? verdict.refusal === 'its signature does not match'
			: verdict.isRotating || !signing.isConfirmed;
	if (!isDoubtful) return verdict;
	await signing.refresh();
	return verify(delivery, { secrets: await signing.trusted(), requireSvix });
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

/**
 * A delivery that is in order and starts nothing: with a 200, AgentMail does not send it again. AgentMail keeps the answer
 * with the delivery, so it says why.
 */
function ignore(
	context: IWebhookFunctions,
	event: AgentMailEvent,
	ignored: Ignored,
): IWebhookResponseData {
	return answerWith(context, 200, logIgnored(context, event, ignored));
}

/** The reason goes to n8n's log, not to the sender: it would help someone who is guessing. */
function reject(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	const workflowId = context.getWorkflow().id;
	const { id, name } = context.getNode();
	// Anybody on the internet can cause this line.
	logOncePerMinute(`${workflowId} ${id} ${reason}`, (more) =>
		context.logger.warn(`AgentMail Trigger: rejected a delivery: ${reason}.${more}`, {
			workflowId,
			nodeName: name,
		}),
	);
	return answerWith(context, 401, 'Unauthorized');
}
