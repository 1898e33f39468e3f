import * as sdk from 'agentmail/serialization';
import { ApiError, invalid } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import { senderOf } from '../mail/addresses.mjs';
import { changeLabels, labelList } from '../mail/labels.mjs';
import { filesOf, type Mail } from '../mail/mailbox.mjs';
import { sendMail } from '../mail/outgoing.mjs';
import type { Draft, Message } from '../records.mjs';
import type { Context } from '../routing/context.mjs';
import type { Services } from '../services.mjs';
import { namedDraft } from './draftAccess.mjs';
import { forwardOf } from './messageSending.mjs';
import { removeDraft } from './removal.mjs';

const SCHEDULED = 'scheduled';

/** Sends a draft, which is gone then; the body changes the labels of the message (SDK: drafts.send). */
export async function send(context: Context) {
	const draft = namedDraft(context);
	const body = validate(sdk.UpdateMessageRequest, context.body);
	const labels = changeLabels(
		draft.labels,
		labelList(body.add_labels),
		labelList(body.remove_labels),
	);
	const { message_id, thread_id } = await sendDraft(context, draft, labels);
	return { message_id, thread_id };
}

async function sendDraft(services: Services, draft: Draft, labels: string[]): Promise<Message> {
	const { store, schedule } = services;
	if (draft.send_status === 'sending') {
		throw new ApiError('conflict', `The draft ${draft.draft_id} is being sent already.`);
	}
	const before = draft.send_status;
	draft.send_status = 'sending';
	try {
		const inbox = store.inboxes.get(draft.inbox_id);
		if (!inbox) throw new Error(`The draft ${draft.draft_id} has lost its inbox`);
		const message = await sendMail(
			services,
			inbox,
			mailOf(services, draft, senderOf(inbox), labels),
		);
		schedule.cancel(draft.draft_id);
		removeDraft(store, draft);
		return message;
	} catch (error) {
		if (before) draft.send_status = before;
		else delete draft.send_status;
		throw error;
	}
}

function mailOf(services: Services, draft: Draft, from: string, labels: string[]): Mail {
	const { subject, text, html, in_reply_to, references } = draft;
	const mail: Mail = {
		from,
		to: draft.to ?? [],
		cc: draft.cc ?? [],
		bcc: draft.bcc ?? [],
		reply_to: draft.reply_to ?? [],
		...(subject !== undefined && { subject }),
		...(text !== undefined && { text }),
		...(html !== undefined && { html }),
		...(in_reply_to !== undefined && { in_reply_to }),
		...(references && { references }),
		labels: labels.filter((label) => label !== SCHEDULED),
		files: filesOf(services.store, draft),
	};
	const original = draft.forward_of && services.store.message(draft.inbox_id, draft.forward_of);
	return original ? forwardOf(services, mail, original) : mail;
}

/** Schedules a draft, or with `null` takes it off the schedule (AgentMail docs: scheduled sending). */
export function setSendAt(services: Services, draft: Draft, send_at: string | null): void {
	const { draft_id } = draft;
	if (send_at === null) {
		services.schedule.cancel(draft_id);
		delete draft.send_at;
		delete draft.send_status;
		draft.labels = changeLabels(draft.labels, [], [SCHEDULED]);
		return;
	}
	if (!(Date.parse(send_at) > Date.now()))
		throw invalid(['send_at'], 'Expected a time in the future.');
	draft.send_at = new Date(send_at).toISOString();
	draft.send_status = 'scheduled';
	draft.labels = changeLabels(draft.labels, [SCHEDULED], []);
	services.schedule.at(draft_id, send_at, () =>
		services.background.run(() => sendScheduled(services, draft_id)),
	);
}

/** A draft that cannot be sent stays, as `failed`; a new `send_at` tries again. */
async function sendScheduled(services: Services, draft_id: string): Promise<void> {
	const draft = services.store.drafts.get(draft_id);
	if (draft?.send_status !== 'scheduled') return;
	try {
		await sendDraft(services, draft, draft.labels);
	} catch {
		draft.send_status = 'failed';
	}
}
