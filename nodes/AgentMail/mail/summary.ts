import type { IDataObject } from 'n8n-workflow';

import { bestText } from './message';

/** A message in ten flat fields; `text` is the best body there is, without quoted history. Lists have no body. */
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
		attachments: fileNames(message.attachments),
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
		attachments: fileNames(draft.attachments),
		send_status: draft.send_status,
		send_at: draft.send_at,
		updated_at: draft.updated_at,
	};
}

function fileNames(attachments: unknown): string[] {
	if (!Array.isArray(attachments)) return [];
	return attachments.map(({ filename, attachment_id }: Record<string, unknown>) =>
		String(filename ?? attachment_id),
	);
}
