import type { FaultRule } from './http/faults.mjs';
import type { RecordedRequest } from './http/recording.mjs';
import type { InboundMail } from './mail/inbound.mjs';
import type { Domain, Inbox, Message } from './records.mjs';
import type { DomainOutcome, Settings } from './settings.mjs';
import type { Store } from './store.mjs';
import type { Cut, FrameFault, Sockets } from './websocket/sockets.mjs';

export interface SandboxOptions {
	/** 0 = a free one. */
	port?: number;
	apiKey?: string;
	/** Waits before each repeat of a failed delivery; default: Svix's schedule. */
	retryScheduleMs?: number[];
	/** Retries come so many times as fast; default: 1. */
	timeScale?: number;
	/** Default: 15 s, as Svix. */
	deliveryTimeoutMs?: number;
	/** Default: none. */
	webhookLimit?: number;
	/** Wait before each answer. */
	latencyMs?: number;
	/** The same seed gives the same ids. */
	seed?: string;
}

export interface Sandbox {
	/** `http://127.0.0.1:4010`: no trailing slash, no `/v0`. */
	url: string;
	/** A key bound to the organization, without restriction. */
	apiKey: string;
	store: Store;
	settings: Settings;
	/** Every request to `/v0`, and to a queue at `/api/v1`, in the order of their arrival. */
	requests: RecordedRequest[];
	createKey(scope?: {
		pod_id?: string;
		inbox_id?: string;
		permissions?: Record<string, boolean>;
	}): string;
	createInbox(fields?: {
		username?: string;
		domain?: string;
		display_name?: string;
		pod_id?: string;
	}): Inbox;
	/** A mail from outside arrives; its event goes out. */
	receive(inbox_id: string, mail: InboundMail): Promise<Message>;
	/** Someone looks at a sent message. @returns whether that was the first look at a tracked one */
	open(inbox_id: string, message_id: string): boolean;
	/** Ends the verification of a domain at once; default: `VERIFIED`. @throws ApiError 404 */
	verifyDomain(domain_id: string, outcome?: DomainOutcome): Domain;
	/** WebSocket connections: how many are open, what they listen to, frames of any content. */
	sockets: Pick<Sockets, 'open' | 'held' | 'subscriptions' | 'send'>;
	/** Ends every open WebSocket connection. */
	cut(how: Cut): void;
	/** Arms a fault for frames that carry events. @returns a function that removes it */
	faultFrames(rule: FaultRule<FrameFault>): () => void;
	/** Every token of a polling webhook is dead, and nobody has taken a new one. */
	killTokens(): void;
	/** Refuses connections for a while: nothing listens on the port. */
	refuse(milliseconds: number): Promise<void>;
	/** Delivers any event payload to the webhooks, sockets and queues subscribed to its `event_type`. */
	emit(event: object): Promise<void>;
	/** Arms a fault. @returns a function that removes it */
	fault(rule: FaultRule): () => void;
	clearFaults(): void;
	/** Sends a logged delivery once more. @throws Error for an unknown id */
	redeliver(delivery_id: string): void;
	/** Until all deliveries, retries included, have ended. @throws Error after `timeoutMs` (5 s) */
	idle(timeoutMs?: number): Promise<void>;
	/** Retries come so many times as fast. */
	setTimeScale(scale: number): void;
	/** Back to the state of the start. */
	reset(): void;
	close(): Promise<void>;
}
