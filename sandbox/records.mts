import type * as sdk from 'agentmail/serialization';

/** A wire record as the sandbox stores it: what is unknown is absent, never `null`. */
type Filled<T> = { [K in keyof T]: Exclude<T[K], null> };

export type Identity = Filled<sdk.Identity.Raw>;
export type Organization = Filled<sdk.Organization.Raw>;
export type Pod = Filled<sdk.pods.Pod.Raw>;
/** `status` is newer than SDK 0.5.27 (AgentMail docs: pausing an inbox). */
export type Inbox = Filled<sdk.inboxes.Inbox.Raw> & { status?: InboxStatus };
export type InboxStatus = 'active' | 'paused';
/** What Agent Armor found (AgentMail docs: Agent Armor). */
export interface ScanResult {
	status: string;
	verdict: 'clear' | 'review';
	model: string;
	completed_at: string;
	manual_override?: ManualOverride;
}
export interface ManualOverride {
	override_id: string;
	actor: { type: string; api_key_id: string };
	reason: string;
}
/** What messages have that SDK 0.5.27 does not know. */
interface MessageAdditions {
	agent_armor?: ScanResult;
	calendar_event_id?: string;
}
export type Message = Filled<sdk.Message.Raw> & MessageAdditions;
export type MessageItem = Filled<sdk.MessageItem.Raw> & MessageAdditions;
export type ThreadItem = Filled<sdk.ThreadItem.Raw>;
export type Draft = Filled<sdk.Draft.Raw>;
export type DraftItem = Filled<sdk.DraftItem.Raw>;
export type Attachment = sdk.Attachment.Raw;
export type Webhook = Filled<sdk.webhooks.Webhook.Raw>;
export type Domain = Filled<sdk.Domain.Raw>;
export type DomainItem = Filled<sdk.DomainItem.Raw>;
export type InboxEvent = Filled<sdk.InboxEvent.Raw>;
/** A registered signing key: it has no secret (SDK: PublicKeyCredential). */
export type PublicKey = Filled<sdk.PublicKeyCredential.Raw>;
export type Permission = keyof sdk.ApiKeyPermissions.Raw | NewPermission;
/** Since SDK 0.5.27 (AgentMail docs: permissions). */
type NewPermission = 'agent_armor_release' | 'calendar_event_read';
export type Permissions = Partial<Record<Permission, boolean>>;

/** The part of the organization that a key, a path or a webhook is bound to. */
export interface Scope {
	pod_id?: string;
	inbox_id?: string;
}

/** Without `pod_id` at organization level (SDK: ListEntry, PodListEntry). */
export type ListEntry = Filled<sdk.ListEntry.Raw> & Scope;

/** A bearer key. The API answers `api_key` once, at creation (AgentMail docs: API keys). */
export type Key = Omit<Filled<sdk.BearerApiKey.Raw>, 'permissions'> & {
	api_key: string;
	permissions?: Permissions;
	/** Newer than SDK 0.5.27. */
	expires_at?: string;
};

export type StoredWebhook = Omit<Webhook, 'event_types'> & {
	event_types: string[];
	/** The level it was created at; fixed for life. */
	scope: Scope;
	/** Write-only: the API answers the names alone. */
	headers: Record<string, string>;
};

/** One event in a queue. (Svix OpenAPI: PollingEndpointMessageOut) */
export interface QueueEntry {
	offset: number;
	id: string;
	eventType: string;
	payload: unknown;
	timestamp: string;
	eventId: null;
	channels: null;
	headers: null;
	tags: null;
	deliverAt: null;
}

/** How far one reader of a queue is. */
export interface QueueConsumer {
	/** Everything up to this offset is done. */
	position: number;
	/** The batch that is out. */
	lease?: { last: number; until: number };
}

/** A polling webhook, and what it has collected. (SDK 0.5.43: PollingWebhook) */
export interface StoredQueue {
	webhook_id: string;
	client_id: string;
	event_types: string[];
	pod_ids?: string[];
	inbox_ids?: string[];
	/** The level it was created at; fixed for life. */
	scope: Scope;
	/** What Svix calls it. */
	sink_id: string;
	/** Of the newest token; empty if that is dead. */
	bearer: string;
	entries: QueueEntry[];
	consumers: Map<string, QueueConsumer>;
	updated_at: string;
	created_at: string;
}

/** A file on its way into a message: from a request, a URL or another message. */
export interface FileContent {
	filename?: string;
	content_type?: string;
	content_disposition?: 'inline' | 'attachment';
	content_id?: string;
	bytes: Buffer;
}

export interface DeliveryAttempt {
	at: string;
	/** Absent if no answer came. */
	status?: number;
	/** What the endpoint said, if it said something; the beginning of it. */
	answer?: string;
	error?: string;
}

/** One event on its way to one webhook. */
export interface DeliveryRecord {
	delivery_id: string;
	webhook_id: string;
	/** The same on every attempt: receivers drop repeats by it (Svix docs). */
	svix_id: string;
	event_id?: string;
	event_type: string;
	/** The exact bytes that were signed. */
	body: string;
	status: 'pending' | 'succeeded' | 'failed';
	attempts: DeliveryAttempt[];
	/** When a failed delivery is tried again; absent while none is planned. */
	next_attempt_at?: string;
}
