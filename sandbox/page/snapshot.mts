import type { Attachment, DeliveryRecord, Draft, Message, StoredWebhook } from '../records.mjs';
import type { Sandbox } from '../sandbox.mjs';
import { compareTimes, type Store } from '../store.mjs';

/** What the page shows is cut there, so that it stays quick however much the sandbox holds. */
const SHOWN_THREADS = 100;
const SHOWN_DELIVERIES = 100;
const SHOWN_CHARACTERS = 20_000;

export interface MessageView {
	message_id: string;
	from: string;
	to: string[];
	cc: string[];
	subject: string;
	/** Plain text, or empty if the mail has HTML alone. */
	text: string;
	html: string;
	labels: string[];
	timestamp: string;
	attachments: Attachment[];
}

export interface ThreadView {
	thread_id: string;
	inbox_id: string;
	subject: string;
	labels: string[];
	timestamp: string;
	/** Oldest first. */
	messages: MessageView[];
}

export interface DraftView {
	draft_id: string;
	inbox_id: string;
	to: string[];
	subject: string;
	text: string;
	html: string;
	labels: string[];
	updated_at: string;
	send_at?: string;
	attachments: Attachment[];
}

export interface WebhookView {
	webhook_id: string;
	url: string;
	enabled: boolean;
	event_types: string[];
	inbox_ids: string[];
	created_at: string;
}

export interface DeliveryView extends Omit<DeliveryRecord, 'body' | 'svix_id'> {
	/** Of the message that the event is about. */
	message_id?: string;
	subject?: string;
}

/** Everything the page shows. */
export interface Snapshot {
	/** What a credential for this sandbox needs. */
	url: string;
	apiKey: string;
	inboxes: { inbox_id: string; display_name: string }[];
	/** Newest first, as the drafts and the deliveries. */
	threads: ThreadView[];
	drafts: DraftView[];
	webhooks: WebhookView[];
	deliveries: DeliveryView[];
}

/** The sandbox as it is now; no signing secret and no webhook header is in it. */
export function snapshotOf({ store, url, apiKey }: Sandbox): Snapshot {
	const newest = <T,>(records: Iterable<T>, time: (record: T) => string) =>
		[...records].sort((a, b) => compareTimes(time(b), time(a)));
	return {
		url,
		apiKey,
		inboxes: [...store.inboxes.values()].map(({ inbox_id, display_name = '' }) => ({
			inbox_id,
			display_name,
		})),
		threads: threadsOf(store),
		drafts: newest(store.drafts.values(), ({ updated_at }) => updated_at).map(draftView),
		webhooks: [...store.webhooks.values()].map(webhookView),
		deliveries: [...store.deliveries.values()].slice(-SHOWN_DELIVERIES).reverse().map(deliveryView),
	};
}

function threadsOf(store: Store): ThreadView[] {
	const newest = [...store.threads.values()]
		.sort((a, b) => compareTimes(b.timestamp, a.timestamp))
		.slice(0, SHOWN_THREADS);
	return newest.map(({ thread_id, inbox_id, subject = '', labels, timestamp }) => ({
		thread_id,
		inbox_id,
		subject,
		labels,
		timestamp,
		messages: store.messagesOf({ thread_id }).map(messageView),
	}));
}

function messageView(message: Message): MessageView {
	const { message_id, from, to, cc = [], subject = '', labels, timestamp } = message;
	const { attachments = [] } = message;
	return {
		message_id,
		from,
		to,
		cc,
		subject,
		...bodyOf(message),
		labels,
		timestamp,
		attachments,
	};
}

function draftView(draft: Draft): DraftView {
	const { draft_id, inbox_id, to = [], subject = '', labels, updated_at, send_at } = draft;
	const { attachments = [] } = draft;
	return {
		draft_id,
		inbox_id,
		to,
		subject,
		...bodyOf(draft),
		labels,
		updated_at,
		...(send_at !== undefined && { send_at: String(send_at) }),
		attachments,
	};
}

function bodyOf({ text = '', html = '' }: { text?: string; html?: string }) {
	return { text: text.slice(0, SHOWN_CHARACTERS), html: html.slice(0, SHOWN_CHARACTERS) };
}

function webhookView(webhook: StoredWebhook): WebhookView {
	const { webhook_id, url, enabled, event_types, inbox_ids = [], created_at } = webhook;
	return { webhook_id, url, enabled, event_types, inbox_ids, created_at };
}

function deliveryView({ body, svix_id: _svix, ...record }: DeliveryRecord): DeliveryView {
	const event = JSON.parse(body) as { message?: { message_id?: string; subject?: string } };
	const { message_id, subject } = event.message ?? {};
	return { ...record, ...(message_id && { message_id }), ...(subject && { subject }) };
}
