import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../shared/json';
import { bestText, senderOf } from './message';

/** A message, what people read first; `text` is the best body there is, without quoted history. Lists have no body. */
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

/** Who wrote it: the address alone, `null` where the From line does not name exactly one sender. */
export function senderFields(message: Record<string, unknown>): IDataObject {
	const { address, name } = senderOf(message);
	return { from: address, from_name: name };
}

/** What is attached, with the ids by which it is downloaded; `null` for what is not known of a file. */
export function attachmentSummaries({ attachments }: Record<string, unknown>): IDataObject[] {
	if (!Array.isArray(attachments)) return [];
	return attachments.filter(isRecord).map(({ attachment_id, filename, content_type, size }) => ({
		attachment_id: textOf(attachment_id) ?? null,
		filename: textOf(filename) ?? null,
		content_type: textOf(content_type) ?? null,
		size: typeof size === 'number' ? size : null,
	}));
}
