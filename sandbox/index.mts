import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Background } from './background.mjs';
import { serveControl } from './control.mjs';
import { verifyDomain } from './domains/verification.mjs';
import { Deliveries, SVIX_RETRY_SCHEDULE_MS } from './events/deliveries.mjs';
import { Downloads } from './http/downloads.mjs';
import { Faults, type FaultAction, type FaultRule } from './http/faults.mjs';
import { IdempotencyKeys } from './http/idempotency.mjs';
import type { RecordedRequest } from './http/recording.mjs';
import { receiveMail, type InboundMail } from './mail/inbound.mjs';
import { openMessage } from './mail/opening.mjs';
import { servePage } from './page/serve.mjs';
import { addKey } from './resources/apiKeys.mjs';
import { addInbox } from './resources/inboxes.mjs';
import { findRoute } from './resources/index.mjs';
import { buildServer } from './routing/server.mjs';
import type { Sandbox, SandboxOptions } from './sandbox.mjs';
import { Schedule } from './schedule.mjs';
import { Queues } from './queues/queues.mjs';
import type { Services } from './services.mjs';
import type { DomainOutcome, Settings } from './settings.mjs';
import { Store } from './store.mjs';
import { Sockets, type Cut, type FrameFault } from './websocket/sockets.mjs';

export type { FaultRule } from './http/faults.mjs';
export type { InboundMail } from './mail/inbound.mjs';
export type * from './records.mjs';
export type { Sandbox, SandboxOptions } from './sandbox.mjs';
export { routes } from './resources/index.mjs';

/** Starts a sandbox on 127.0.0.1. @throws Error with code EADDRINUSE for a busy port */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const apiKey = options.apiKey ?? 'am_us_sandbox_organization_key';
	const store = new Store(options.seed, apiKey);
	const requests: RecordedRequest[] = [];
	const frameFaults = new Faults<FrameFault>();
	const settings: Settings = {
		webhookLimit: options.webhookLimit ?? Infinity,
		latencyMs: options.latencyMs ?? 0,
		bareForbidden: false,
		get knowsAgentArmor() {
			return store.knowsAgentArmor;
		},
		set knowsAgentArmor(knows) {
			store.knowsAgentArmor = knows;
		},
		agentArmor: 'off',
		scanMs: 0,
		attachmentTextMs: 0,
		domainOutcome: 'VERIFIED',
		listLagMs: 0,
		get clockSkewMs() {
			return store.skewMs;
		},
		set clockSkewMs(milliseconds) {
			store.skewMs = milliseconds;
		},
		tokenVersion: 1,
		confirmsSubscriptions: true,
	};
	const background = new Background();
	const services: Services = {
		store,
		deliveries: new Deliveries(store, {
			retryScheduleMs: options.retryScheduleMs ?? SVIX_RETRY_SCHEDULE_MS,
			timeoutMs: options.deliveryTimeoutMs ?? 15_000,
			timeScale: options.timeScale ?? 1,
		}),
		sockets: new Sockets(frameFaults),
		queues: new Queues(store, { settings, background }),
		background,
		schedule: new Schedule(),
		downloads: new Downloads(store),
		idempotencyKeys: new IdempotencyKeys(),
		faults: new Faults<FaultAction>(),
		settings,
	};
	const app = buildServer(services, findRoute, requests);
	const sandbox: Sandbox = {
		url: '',
		apiKey,
		store,
		requests,
		...operations(services, requests),
		faultFrames: (rule) => frameFaults.add(rule),
		refuse: async (milliseconds) => {
			const { port } = app.server.address() as AddressInfo;
			app.server.close();
			await wait(milliseconds);
			await new Promise<void>((resolve) => app.server.listen(port, '127.0.0.1', resolve));
		},
		close: async () => {
			services.background.stop();
			services.deliveries.stop();
			services.sockets.stop();
			services.schedule.stop();
			await app.close();
		},
	};
	services.downloads.serve(app);
	services.sockets.serve(app, services, requests);
	services.queues.serve(app);
	serveControl(app, sandbox);
	servePage(app, sandbox);
	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	const { port } = app.server.address() as AddressInfo;
	sandbox.url = `http://127.0.0.1:${port}`;
	services.downloads.origin = sandbox.url;
	services.queues.origin = sandbox.url;
	return sandbox;
}

function operations(services: Services, requests: RecordedRequest[]) {
	const {
		store,
		deliveries,
		sockets,
		queues,
		background,
		schedule,
		faults,
		idempotencyKeys,
		settings,
	} = services;
	const initial = { ...settings };
	return {
		settings,
		createKey: ({ permissions, ...scope }: Parameters<Sandbox['createKey']>[0] = {}) =>
			addKey(store, scope, { permissions }).api_key,
		createInbox: (fields: Parameters<Sandbox['createInbox']>[0] = {}) => addInbox(store, fields),
		receive: (inbox_id: string, mail: InboundMail) => receiveMail(services, inbox_id, mail),
		open: (inbox_id: string, message_id: string) => openMessage(services, inbox_id, message_id),
		verifyDomain: (domain_id: string, outcome: DomainOutcome = 'VERIFIED') =>
			verifyDomain(services, domain_id, outcome),
		sockets,
		cut: (how: Cut) => sockets.cut(how),
		emit: async (event: object) => {
			deliveries.emit(event);
			sockets.emit(store, event as { event_type: string });
			queues.emit(event as { event_type: string });
		},
		killTokens: () => queues.killTokens(),
		fault: (rule: FaultRule) => faults.add(rule),
		clearFaults: () => faults.clear(),
		redeliver: (delivery_id: string) => deliveries.redeliver(delivery_id),
		setTimeScale: (scale: number) => deliveries.setTimeScale(scale),
		idle: async (timeoutMs = 5000) => {
			const deadline = Date.now() + timeoutMs;
			while (!background.isIdle || !deliveries.isIdle) {
				if (Date.now() > deadline)
					throw new Error(`The sandbox was not idle after ${timeoutMs} ms`);
				await wait(5);
			}
		},
		reset: () => {
			background.stop();
			deliveries.stop();
			sockets.stop();
			schedule.stop();
			faults.clear();
			idempotencyKeys.clear();
			Object.assign(settings, initial);
			requests.length = 0;
			store.reset();
		},
	};
}
