import type { Deliveries } from './events/deliveries.mjs';
import type { DomainOutcome } from './domains/verification.mjs';
import type { Background } from './background.mjs';
import type { Downloads } from './http/downloads.mjs';
import type { FaultAction, Faults } from './http/faults.mjs';
import type { IdempotencyKeys } from './http/idempotency.mjs';
import type { Schedule } from './mail/schedule.mjs';
import type { Store } from './store.mjs';
import type { Sockets } from './websocket/sockets.mjs';

export interface Settings {
	/** Webhooks the account may have; over it `limit_exceeded`. */
	webhookLimit: number;
	/** Wait before each answer of the API. */
	latencyMs: number;
	/** Answer a bad key as the gateway does: `403 {"message":"Forbidden"}`, no code. */
	bareForbidden: boolean;
	/** How verifications of domains end. */
	domainOutcome: DomainOutcome;
	/** Lists of messages and threads learn of a change so much later. */
	listLagMs: number;
	/** AgentMail's clock is ahead of this machine's by so much: in timestamps and in the header `Date`. */
	clockSkewMs: number;
	/** Whether WebSocket subscriptions are answered. */
	confirmsSubscriptions: boolean;
}

/** The parts of a running sandbox. */
export interface Services {
	store: Store;
	deliveries: Deliveries;
	sockets: Sockets;
	background: Background;
	schedule: Schedule;
	downloads: Downloads;
	idempotencyKeys: IdempotencyKeys;
	faults: Faults<FaultAction>;
	settings: Settings;
}
