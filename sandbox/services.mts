import type { Background } from './background.mjs';
import type { Deliveries } from './events/deliveries.mjs';
import type { Downloads } from './http/downloads.mjs';
import type { FaultAction, Faults } from './http/faults.mjs';
import type { IdempotencyKeys } from './http/idempotency.mjs';
import type { Queues } from './queues/queues.mjs';
import type { Schedule } from './schedule.mjs';
import type { Settings } from './settings.mjs';
import type { Store } from './store.mjs';
import type { Sockets } from './websocket/sockets.mjs';

/** The parts of a running sandbox. */
export interface Services {
	store: Store;
	deliveries: Deliveries;
	sockets: Sockets;
	queues: Queues;
	background: Background;
	schedule: Schedule;
	downloads: Downloads;
	idempotencyKeys: IdempotencyKeys;
	faults: Faults<FaultAction>;
	settings: Settings;
}
