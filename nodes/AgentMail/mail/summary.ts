import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../shared/json';
import { scanField } from './agentArmor';
import { bestText } from './message';

/**
 * A message in ten fields; `text` is the best body there is, without quoted history. Lists have no body. What only some
 * accounts have is added where it is there: `agent_armor` and `calendar_event_id`.
 */
export function simplifyMessage(message: IDataObject): IDataObject {
	const { inbox_id, thread_id, message_id, timestamp, from, to, subject, labels } = message;
	return {
		inbox_id,
		thread_id,
		message_id,
		timestamp,
		from,
		to,
		subject,
		text: bestText(message) ?? message.preview ?? null,
		labels,
		attachments: attachmentSummaries(message),
		...scanField(message),
		...(message.calendar_event_id != null && { calendar_event_id: message.calendar_event_id }),
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
