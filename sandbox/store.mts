import { createHash, randomBytes } from 'node:crypto';
import { Ledger, type UsageChange } from './ledger.mjs';
import type {
	DeliveryRecord,
	Domain,
	Draft,
	Inbox,
	InboxEvent,
	Key,
	ListEntry,
	Message,
	Pod,
	PublicKey,
	Scope,
	StoredQueue,
	StoredWebhook,
	ThreadItem,
} from './records.mjs';

export const DEFAULT_DOMAIN = 'agentmail.to';

/** The live state of the sandbox: wire-named records, each map keyed by the record's id. */
export class Store {
	readonly organization_id: string;
	readonly created_at: string;
	/** Bearer keys; those without a secret are in `publicKeys`. */
	readonly keys = new Map<string, Key>();
	readonly publicKeys = new Map<string, PublicKey>();
	readonly pods = new Map<string, Pod>();
	readonly inboxes = new Map<string, Inbox>();
	/** Keyed by {@link messageKey}: one Message-ID can lie in several inboxes. */
	readonly messages = new Map<string, Message>();
	readonly threads = new Map<string, ThreadItem>();
	/** Keyed by draft_id. */
	readonly drafts = new Map<string, Draft>();
	readonly webhooks = new Map<string, StoredWebhook>();
	/** Polling webhooks. */
	readonly queues = new Map<string, StoredQueue>();
	readonly deliveries = new Map<string, DeliveryRecord>();
	/** Keyed by {@link listEntryKey}. */
	readonly listEntries = new Map<string, ListEntry>();
	/** Keyed by domain_id, which is the name of the domain. */
	readonly domains = new Map<string, Domain>();
	/** Every change of a message's labels, oldest first. */
	readonly labelEvents: InboxEvent[] = [];
	/** Messages of whose arrival a WebSocket connection was told, by {@link messageKey}. */
	readonly streamed = new Set<string>();
	/** Messages that carry an open-tracking pixel, by {@link messageKey}. */
	readonly tracked = new Set<string>();
	/** Ids of what was said about a scan, by {@link messageKey}. */
	readonly scanFeedback = new Map<string, string[]>();
	readonly ledger = new Ledger();
	/** Bytes of attachments by attachment_id. */
	readonly files = new Map<string, Buffer>();
	/** The `.eml` of each message, by {@link messageKey}. */
	readonly raw = new Map<string, Buffer>();

	/** Whether it has the events of Agent Armor, as the US production has. */
	knowsAgentArmor = true;

	/** How much its clock is ahead of this machine's. */
	skewMs = 0;

	private counter = 0;

	/** @param seed the same seed gives the same ids in the same order */
	constructor(
		private readonly seed: string = randomBytes(16).toString('hex'),
		private readonly apiKey: string = 'am_us_sandbox_organization_key',
	) {
		this.organization_id = this.uuid();
		this.created_at = this.now();
		this.seedDefaults();
	}

	now(): string {
		return new Date(Date.now() + this.skewMs).toISOString();
	}

	/** An opaque id of `length` hexadecimal digits. */
	hex(length: number): string {
		this.counter += 1;
		return createHash('sha256')
			.update(`${this.seed}:${this.counter}`)
			.digest('hex')
			.slice(0, length);
	}

	uuid(): string {
		const h = this.hex(32);
		return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
	}

	/** A new RFC 5322 Message-ID, angle brackets included (AgentMail docs: message_id). */
	messageId(): string {
		return `<${this.hex(32)}@${DEFAULT_DOMAIN}>`;
	}

	message(inbox_id: string, message_id: string): Message | undefined {
		return this.messages.get(messageKey(inbox_id, message_id));
	}

	/** All messages of an inbox, in the order of their arrival. */
	messagesIn(inbox_id: string): Message[] {
		return [...this.messages.values()].filter((message) => message.inbox_id === inbox_id);
	}

	/** The messages of a thread, oldest first. */
	messagesOf(thread: { thread_id: string }): Message[] {
		return [...this.messages.values()]
			.filter((message) => message.thread_id === thread.thread_id)
			.sort((a, b) => compareTimes(a.timestamp, b.timestamp));
	}

	/** The pod that every creation at organization level lands in (AgentMail docs: pods). */
	get defaultPod(): Pod {
		const [first] = this.pods.values();
		if (!first) throw new Error('The sandbox has lost its Default Pod');
		return first;
	}

	/** Whether a record lies in a scope; records of an inbox need not carry a `pod_id`. */
	isWithin(record: Scope, scope: Scope): boolean {
		const pod_id = record.pod_id ?? this.inboxes.get(record.inbox_id ?? '')?.pod_id;
		if (scope.inbox_id !== undefined && record.inbox_id !== scope.inbox_id) return false;
		return scope.pod_id === undefined || pod_id === scope.pod_id;
	}

	/** Notes an event for the metrics. */
	count(event_type: string, place: Scope, at: string, recipients = 1): void {
		this.ledger.events.push({ event_type, at, recipients, ...this.located(place) });
	}

	/** Notes for the metrics that there is more or less of something now. */
	use(type: UsageChange['type'], delta: number, place: Scope, at = this.now()): void {
		this.ledger.changes.push({ type, delta, at, ...this.located(place) });
	}

	logLabel(event_type: InboxEvent['event_type'], message: Message, label: string): void {
		const { inbox_id, message_id } = message;
		const now = this.now();
		this.labelEvents.push({
			organization_id: this.organization_id,
			pod_id: this.located({ inbox_id }).pod_id ?? '',
			inbox_id,
			event_id: `evt_${now.replace(/\D/g, '')}${String(this.labelEvents.length).padStart(8, '0')}`,
			event_type,
			message_id,
			label,
			event_at: now,
			created_at: now,
		});
	}

	private located({ pod_id, inbox_id }: Scope): Scope {
		return { pod_id: pod_id ?? this.inboxes.get(inbox_id ?? '')?.pod_id, inbox_id };
	}

	/** Back to the first minute: the organization key, the Default Pod and `support@agentmail.to`. */
	reset(): void {
		for (const part of Object.values(this)) {
			if (part instanceof Map || part instanceof Set || part instanceof Ledger) part.clear();
		}
		this.labelEvents.length = 0;
		this.seedDefaults();
	}

	private seedDefaults(): void {
		const times = { created_at: this.now(), updated_at: this.now() };
		const pod: Pod = { pod_id: this.uuid(), name: 'Default Pod', ...times };
		this.pods.set(pod.pod_id, pod);
		this.use('pod_count', 1, pod);
		const inbox_id = `support@${DEFAULT_DOMAIN}`;
		const names = { inbox_id, email: inbox_id, display_name: 'Support Agent' };
		this.inboxes.set(inbox_id, { pod_id: pod.pod_id, ...names, ...times });
		this.use('inbox_count', 1, { inbox_id });
		const key: Key = {
			type: 'bearer',
			api_key_id: this.uuid(),
			api_key: this.apiKey,
			prefix: this.apiKey.slice(0, 12),
			name: 'Sandbox organization key',
			...times,
		};
		this.keys.set(key.api_key_id, key);
	}
}

/** Orders times that are all written as `toISOString` does; much faster than `localeCompare`. */
export function compareTimes(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

/** The key of a message in the store's maps. */
export function messageKey(inbox_id: string, message_id: string): string {
	return `${inbox_id} ${message_id}`;
}

/** The key of a list entry in the store's map: one for each level, direction, type and entry. */
export function listEntryKey(
	entry: Pick<ListEntry, 'pod_id' | 'inbox_id' | 'direction' | 'list_type' | 'entry'>,
): string {
	const { pod_id = '', inbox_id = '', direction, list_type } = entry;
	return [pod_id, inbox_id, direction, list_type, entry.entry].join(' ');
}
