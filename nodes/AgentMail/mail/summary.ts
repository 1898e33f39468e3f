import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../shared/json';
import { scanField } from './agentArmor';
import { bestText, senderOf } from './message';
import { senderWarning } from './senderWarning';

/**
 * A message, what people read first; `text` is the best body there is, without quoted history. Lists have no body. What
 * only some have is added where it is there: `agent_armor`, `calendar_event_id`, `sender_warning`.
 */
export function simplifyMessage(message: IDataObject): IDataObject {
	const { inbox_id, thread_id, message_id, timestamp, to, subject, labels } = message;
	return {
		...senderFields(message),
		subject,
		text: bestText(message) ?? message.preview ?? null,
		inbox_id,
		thread_id,
		message_id,
		to,
		timestamp,
		labels,
		attachments: attachmentSummaries(message),
		...scanField(message),
		...(message.calendar_event_id != null && { calendar_event_id: message.calendar_event_id }),
		...warningField(message),
	};
}

/**
 * A search result. What matched, in **bold**, is what a search is for, so it takes the place of the recipients.
 */
export function simplifyFoundMessage(found: IDataObject): IDataObject {
	const summary: IDataObject = { ...simplifyMessage(found), highlights: found.highlights };
	delete summary.to;
	return summary;
}

export function simplifyFoundThread(found: IDataObject): IDataObject {
	const summary: IDataObject = { ...simplifyThread(found), highlights: found.highlights };
	delete summary.recipients;
	return summary;
}

export function simplifyThread(thread: IDataObject): IDataObject {
	return {
		inbox_id: thread.inbox_id,
		thread_id: thread.thread_id,
		last_message_id: thread.last_message_id,
		timestamp: thread.timestamp,
		subject: thread.subject,
		preview: thread.preview,
		senders: thread.senders,
		recipients: thread.recipients,
		labels: thread.labels,
		message_count: thread.message_count,
	};
}

export function simplifyDraft(draft: IDataObject): IDataObject {
	return {
		inbox_id: draft.inbox_id,
		draft_id: draft.draft_id,
		to: draft.to,
		subject: draft.subject,
		text: bestText(draft) ?? draft.preview ?? null,
		labels: draft.labels,
		attachments: attachmentSummaries(draft),
		send_status: draft.send_status,
		send_at: draft.send_at,
		updated_at: draft.updated_at,
	};
}

/** Who wrote it: the address alone, `null` where the From line does not name exactly one sender; then it is the name. */
export function senderFields(message: Record<string, unknown>): IDataObject {
	const { address, name } = senderOf(message);
	return { from: address, from_name: name };
}

/** `sender_warning`, if there is something to say: see {@link senderWarning}. */
export function warningField(message: Record<string, unknown>): IDataObject {
	const warning = senderWarning(senderOf(message));
	return warning === undefined ? {} : { sender_warning: warning };
}

/** What is attached, with the ids by which it is downloaded; `null` for what is not known of a file. */
export function attachmentSummaries({ attachments }: Record<string, unknown>): IDataObject[] {
	if (!Array.isArray(attachments)) return [];
	return attachments.filter(isRecord).map((attachment) => ({
		attachment_id: textOf(attachment.attachment_id) ?? null,
		filename: textOf(attachment.filename) ?? null,
		content_type: textOf(attachment.content_type) ?? null,
		size: typeof attachment.size === 'number' ? attachment.size : null,
		...extractedText(attachment),
	}));
}

/** What a file says, if that was asked for. */
function extractedText({ attachment_text, attachment_text_note }: Record<string, unknown>) {
	return {
		...(attachment_text !== undefined && { attachment_text: textOf(attachment_text) ?? null }),
		...(attachment_text_note !== undefined && {
			attachment_text_note: textOf(attachment_text_note),
		}),
	};
}
