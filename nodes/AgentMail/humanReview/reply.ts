import type { IDataObject, IWebhookResponseData } from 'n8n-workflow';

import { canonicalAddress } from '../mail/addressPattern';
import { automatedBecause } from '../events/automated';
import { parsedBody, rawBody } from '../events/body';
import { CONTENT_SECONDS, fetchContent } from '../events/content';
import { readEvent, type AgentMailEvent } from '../events/event';
import { incomingMail, type IncomingMail } from '../events/incoming';
import { quotedForLog } from '../events/log';
import { bestText, senderOf } from '../mail/message';
import { attachmentSummaries } from '../mail/summary';
import { agentMailApi } from '../transport/api';
import { textOf } from '../shared/json';
import { logOncePerMinute } from '../shared/logThrottle';
import { removeWebhook, secretOf } from '../webhooks/registered';
import { answerWith, deliveryOf } from '../webhooks/delivery';
import { verify } from '../webhooks/signature';
import type { AwaitedReply } from './question';
import { answered, type Visitor } from './response';

/**
 * Takes a delivery of the pause's webhook. Everything that comes into the inbox arrives here, so first the thread is
 * compared, which costs nothing; then the signature is checked, and then whether it is the answer of a person asked.
 */
export async function receiveReply(
	question: AwaitedReply,
	visitor: Visitor,
): Promise<IWebhookResponseData> {
	const { context } = visitor;
	if (context.getRequestObject().method !== 'POST') return answerWith(context, 404);
	const body = await rawBody(context);
	const event = body && readEvent(parsedBody(body));
	const thread = textOf(event?.details.thread_id) ?? '';
	if (!body || !event || !question.threads.includes(thread)) return answerWith(context, 200);

	const secret = await secretOf(agentMailApi(context), question.webhookId).catch(() => undefined);
	// Neither right nor wrong: AgentMail will send it again.
	if (secret === undefined) return answerWith(context, 503);
	const verdict = verify(deliveryOf(context, body), { secrets: [secret], requireSvix: true });
	if ('refusal' in verdict) {
		logOncePerMinute(`reply ${context.getWorkflow().id} ${verdict.refusal}`, (more) =>
			context.logger.warn(`AgentMail: a reply was refused, because ${verdict.refusal}.${more}`),
		);
		return answerWith(context, 401);
	}
	const because = notAnAnswer(event, question, visitor);
	if (because !== undefined) {
		context.logger.debug(`AgentMail: a message in the thread is not an answer: ${because}.`);
		return answerWith(context, 200);
	}
	const content = await fetchContent(context, event, question.wishes, CONTENT_SECONDS.webhook);
	removeOnceResumed(visitor, question.webhookId);
	const item = {
		json: answerOf(content.event, content.incomplete),
		...(content.binary && { binary: content.binary }),
	};
	return { workflowData: [[item]], webhookResponse: '' };
}

/** Why a delivered message does not count, or `undefined`. AgentMail has checked what it says of itself. */
function notAnAnswer(
	event: AgentMailEvent,
	{ messages }: AwaitedReply,
	{ wait }: Visitor,
): string | undefined {
	const mail = incomingMail(event);
	if (!mail || event.type !== 'message.received') return 'it is not an incoming message';
	if (wait.until !== null && Date.now() > wait.until) return 'the time limit is over';
	const { in_reply_to, references } = event.details;
	const answersTo = [in_reply_to, references].flat();
	if (!answersTo.some((id) => typeof id === 'string' && messages.includes(id.trim()))) {
		return 'it refers to another message';
	}
	if (!isAsked(mail, wait.reviewers))
		return `${quotedForLog(mail.sender ?? 'nobody certain')} was not asked`;
	const doubt = mail.labels.find((label) => DOUBTFUL.has(label));
	if (doubt !== undefined) return `it is labelled ${doubt}`;
	return automatedBecause(mail);
}

const DOUBTFUL = new Set(['unauthenticated', 'spam', 'blocked']);

function isAsked({ sender }: IncomingMail, reviewers: string[]): boolean {
	return sender !== null && reviewers.map(canonicalAddress).includes(canonicalAddress(sender));
}

function answerOf({ details }: AgentMailEvent, incomplete: boolean | undefined): IDataObject {
	const { address, name } = senderOf(details);
	const { inbox_id, thread_id, message_id, subject } = details as IDataObject;
	return answered(address, {
		text: bestText(details),
		from: address,
		from_name: name,
		subject,
		inbox_id,
		thread_id,
		message_id,
		attachments: attachmentSummaries(details),
		...(incomplete && { incomplete }),
	});
}

/** After the answer is with n8n, never before: a delivery that n8n could not take must be able to come again. */
function removeOnceResumed({ context }: Visitor, webhookId: string): void {
	const response = context.getResponseObject();
	const api = agentMailApi(context);
	response.once('finish', () => {
		if (response.statusCode >= 300) return;
		// What fails here is swept up by the next pause.
		removeWebhook(api, webhookId).catch((error: unknown) =>
			context.logger.debug(`AgentMail: a webhook is left for later. ${String(error)}`),
		);
	});
}
