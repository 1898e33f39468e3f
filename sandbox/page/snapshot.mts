import { HELD } from '../mail/agentArmor.mjs';
import type {
	Attachment,
	DeliveryAttempt,
	DeliveryRecord,
	Draft,
	Message,
	QueueEntry,
	StoredQueue,
	StoredWebhook,
} from '../records.mjs';
import type { Sandbox } from '../sandbox.mjs';
import { compareTimes, messageKey, type Store } from '../store.mjs';
import type { Subscription } from '../websocket/subscription.mjs';

/** What the page shows is cut there, so that it stays quick however much the sandbox holds. */
const SHOWN_THREADS = 100;
const SHOWN_DELIVERIES = 100;
const SHOWN_ENTRIES = 100;
const SHOWN_CHARACTERS = 20_000;

/** How far Agent Armor is with a message; `monitored` = it wants it reviewed, and holds nothing back. */
export type ArmorState = 'clear' | 'held' | 'monitored' | 'released';

export interface MessageView {
	message_id: string;
	inbox_id: string;
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
	/** Absent if nothing has scanned it. */
	armor?: ArmorState;
	/** Whether a WebSocket connection was told of it. */
	is_streamed: boolean;
	/** Also by a test run in n8n, which nobody tells: it looks for the latest email by itself. */
	is_answered: boolean;
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

/** Of the message that an event is about. */
interface About {
	inbox_id?: string;
	message_id?: string;
	subject?: string;
}

export interface DeliveryView extends Omit<DeliveryRecord, 'body' | 'svix_id'>, About {
	/** Why the trigger started nothing, as it said in its answer. */
	ignored_because?: string;
}

/** A polling webhook and what it has collected. */
export interface QueueView {
	webhook_id: string;
	client_id: string;
	event_types: string[];
	inbox_ids: string[];
	created_at: string;
	/** Newest first. */
	entries: QueueEntryView[];
}

export interface QueueEntryView extends About {
	event_type: string;
	timestamp: string;
	/** `read` = it is out with a reader, who has not said yet that it is done. */
	state: 'waiting' | 'read' | 'done';
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
	queues: QueueView[];
	/** What each open WebSocket connection listens to. */
	subscriptions: Subscription[];
}

/** The sandbox as it is now; no signing secret and no webhook header is in it. */
export function snapshotOf({ store, url, apiKey, sockets }: Sandbox): Snapshot {
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
		queues: [...store.queues.values()].map(queueView),
		subscriptions: sockets.subscriptions,
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
		messages: store
			.messagesOf({ thread_id })
			.map((message, _index, all) => messageView(store, message, all)),
	}));
}

/** @param thread all messages beside it */
function messageView(store: Store, message: Message, thread: Message[]): MessageView {
	const { message_id, inbox_id, from, to, cc = [], subject = '', labels, timestamp } = message;
	const { attachments = [] } = message;
	const armor = armorState(message);
	return {
		message_id,
		inbox_id,
		from,
		to,
		cc,
		subject,
		...bodyOf(message),
		labels,
		timestamp,
		attachments,
		...(armor && { armor }),
		is_streamed: store.streamed.has(messageKey(inbox_id, message_id)),
		is_answered: thread.some(({ in_reply_to }) => in_reply_to === message_id),
	};
}

function armorState({ agent_armor, labels }: Message): ArmorState | undefined {
	if (!agent_armor) return undefined;
	if (agent_armor.manual_override) return 'released';
	if (agent_armor.verdict === 'clear') return 'clear';
	return labels.includes(HELD) ? 'held' : 'monitored';
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
	const ignored_because = reasonIn(record.attempts.at(-1));
	return {
		...record,
		...aboutOf(JSON.parse(body)),
		...(ignored_because && { ignored_because }),
	};
}

/** A trigger that starts nothing answers 200 with `Ignored: its sender does not match.` */
function reasonIn(attempt: DeliveryAttempt | undefined): string | undefined {
	if (attempt?.status !== 200) return undefined;
	return /^Ignored: (.+?)\.?$/.exec(attempt.answer ?? '')?.[1];
}

function queueView(queue: StoredQueue): QueueView {
	const { webhook_id, client_id, event_types, inbox_ids = [], created_at, entries } = queue;
	return {
		webhook_id,
		client_id,
		event_types,
		inbox_ids,
		created_at,
		entries: entries
			.slice(-SHOWN_ENTRIES)
			.reverse()
			.map((entry) => ({
				event_type: entry.eventType,
				timestamp: entry.timestamp,
				...aboutOf(entry.payload),
				state: stateOf(entry, queue),
			})),
	};
}

/** For the reader who is furthest: usually there is one. */
function stateOf({ offset }: QueueEntry, { consumers }: StoredQueue): QueueEntryView['state'] {
	const readers = [...consumers.values()];
	if (readers.some(({ position }) => offset <= position)) return 'done';
	const isOut = readers.some(
		({ lease }) => lease && offset <= lease.last && lease.until > Date.now(),
	);
	return isOut ? 'read' : 'waiting';
}

function aboutOf(event: unknown): About {
	const { inbox_id, message_id, subject } = (event as { message?: About }).message ?? {};
	return {
		...(inbox_id && { inbox_id }),
		...(message_id && { message_id }),
		...(subject && { subject }),
	};
}
