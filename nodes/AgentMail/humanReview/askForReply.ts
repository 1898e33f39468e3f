import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../operation/operation';
import { CREDENTIAL } from '../transport/api';
import { InputError } from '../shared/inputError';
import type { AgentMailCredential } from '../transport/server';
import { removeWebhook } from '../webhooks/registered';
import { refuseUnreachable } from '../webhooks/reachable';
import type { Asking } from './ask';
import { linkFor } from './signedLink';
import { mailReviewers } from './letter';
import { addWebhook, sweep } from './replyWebhook';
import { plainAddresses } from './reviewers';
import { pauseFor, roundOf } from './pause';

/** What is to be answered by email. */
interface AskingForReply extends Omit<Asking, 'question' | 'button' | 'seen' | 'ends'> {
	downloadAttachments?: boolean;
	binaryPropertyPrefix?: string;
}

/**
 * Emails the question and pauses the workflow until somebody who was asked replies. The webhook for replies is made
 * first: if that fails, nothing is sent.
 */
export async function askForReply(asking: AskingForReply, call: Call): Promise<IDataObject> {
	const { inboxId, until } = asking;
	const { api, item } = call;
	const { context } = item;
	const round = roundOf(call);
	const url = linkFor(context, { purpose: 'reply', round, reviewer: 0, seen: '' });
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	refuseUnreachable(url, credential, {
		instead: 'Nothing was sent. Choose another Response Type',
		then: 'run the workflow again',
	});
	await sweep(api, context);
	const instanceId = context.getInstanceId();
	const webhookId = await addWebhook(api, { url, inboxId, instanceId, round, until });
	const paused = mailAndPause({ ...asking, webhookId, round }, call);
	return await paused.catch(async (error: unknown) => {
		await removeWebhook(api, webhookId).catch(() => undefined);
		throw error;
	});
}

const UNRECOGNIZABLE =
	'An earlier try sent the question, but AgentMail did not return the ID of that email, so a reply to it could not be recognized. Run the workflow again to send the question once more.';

async function mailAndPause(
	asking: AskingForReply & { webhookId: string; round: string },
	call: Call,
): Promise<IDataObject> {
	const { reviewers, until, letter, webhookId, round, texts } = asking;
	const { downloadAttachments, binaryPropertyPrefix } = asking;
	const request = { instruction: texts.replyToAnswer };
	const sent = await mailReviewers(asking, () => ({ ...letter, request }), call);
	const threads = sent.flatMap(({ thread_id }) => thread_id ?? []);
	const messages = sent.flatMap(({ message_id }) => message_id ?? []);
	if (messages.length < sent.length) throw new InputError(UNRECOGNIZABLE);
	return await pauseFor(call.item.context, {
		round,
		until,
		reviewers: plainAddresses(reviewers),
		question: {
			kind: 'reply',
			webhookId,
			threads,
			messages,
			wishes: { downloadAttachments, binaryPropertyPrefix },
		},
	});
}
