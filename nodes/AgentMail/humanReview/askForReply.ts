import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../operation/operation';
import { CREDENTIAL } from '../transport/api';
import { InputError } from '../shared/inputError';
import type { AgentMailCredential } from '../transport/server';
import { removeWebhook } from '../webhooks/registered';
import { refuseUnreachable } from '../webhooks/reachable';
import { plainAddresses, type Asking } from './ask';
import { linkFor } from './signedLink';
import { mailReviewers } from './reviewEmail';
import { addWebhook, sweep } from './replyWebhook';
import { pauseFor, roundOf } from './pause';

/** What is to be answered by mail. */
interface AskingForReply extends Omit<Asking, 'question' | 'button' | 'seen' | 'ends'> {
	downloadAttachments?: boolean;
	binaryPropertyPrefix?: string;
}

const INSTRUCTION = 'Reply to this e-mail with your answer.';

/**
 * Mails the question and pauses the workflow until somebody who was asked replies to the mail. The way back is made
 * first: when it cannot be, nothing is mailed.
 */
export async function askForReply(asking: AskingForReply, call: Call): Promise<IDataObject> {
	const { inboxId, until } = asking;
	const { api, key, item } = call;
	const { context } = item;
	const round = roundOf(key);
	const url = linkFor(context, { purpose: 'reply', round, reviewer: 0, seen: '' });
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	refuseUnreachable(url, credential, {
		instead: 'Nothing was mailed. Choose Approval or Free Text',
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
	'An earlier try has mailed the question, but AgentMail did not tell the ID of that mail, so an answer to it could not be recognized. Run the workflow again: the question is then mailed once more.';

async function mailAndPause(
	asking: AskingForReply & { webhookId: string; round: string },
	call: Call,
): Promise<IDataObject> {
	const { inboxId, reviewers, until, letter, webhookId, round } = asking;
	const { downloadAttachments, binaryPropertyPrefix } = asking;
	const request = { instruction: INSTRUCTION };
	const sent = await mailReviewers(reviewers, inboxId, () => ({ ...letter, request }), call);
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
