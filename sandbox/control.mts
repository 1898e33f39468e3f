import type { FastifyInstance } from 'fastify';
import { invalid } from './errors.mjs';
import type { FaultRule } from './http/faults.mjs';
import { localOnly } from './http/local.mjs';
import type { InboundMail } from './mail/inbound.mjs';
import type { Sandbox } from './sandbox.mjs';
import { DOMAIN_OUTCOMES, type DomainOutcome } from './settings.mjs';
import type { Cut, FrameFault } from './websocket/sockets.mjs';

/** Larger than the API's, so that mail of any size can be injected. */
const BODY_LIMIT = 64 * 1024 * 1024;

type Operation = (sandbox: Sandbox, body: Record<string, unknown>) => unknown;

/** What a shell or a page can ask of the sandbox: `/control/{name}`, JSON, no key. */
const POST: Record<string, Operation> = {
	/** `{inbox_id, from, subject, text, …}`: a mail from outside arrives. */
	receive: (sandbox, { inbox_id, ...mail }) =>
		sandbox.receive(String(inbox_id ?? 'support@agentmail.to'), mail as unknown as InboundMail),
	/** `{inbox_id?, message_id}`: someone looks at a sent message. */
	open: (sandbox, { inbox_id, message_id }) => ({
		first: sandbox.open(String(inbox_id ?? 'support@agentmail.to'), String(message_id)),
	}),
	/** `{domain_id, outcome?}`: a verification ends at once. */
	domains: (sandbox, { domain_id, outcome }) =>
		sandbox.verifyDomain(String(domain_id), outcomeOf(outcome)),
	/** Any event payload, to the webhooks subscribed to it. */
	emit: (sandbox, event) => sandbox.emit(event),
	/** `{pod_id?, inbox_id?, permissions?}`. */
	keys: (sandbox, scope) => ({ api_key: sandbox.createKey(scope) }),
	/** `{username?, domain?, display_name?, pod_id?}`. */
	inboxes: (sandbox, fields) => sandbox.createInbox(fields),
	/** A fault rule; a `path` that starts with `^` is a pattern. */
	faults: (sandbox, rule) => {
		if (!rule.action) throw invalid(['action'], 'Expected what happens, such as {"status":503}.');
		sandbox.fault(rule as unknown as FaultRule);
	},
	/** `{"how":"reset"}`, `"silence"` or `{"close":1001}`: every WebSocket connection ends so. */
	cut: (sandbox, { how }) => {
		if (!how) throw invalid(['how'], 'Expected "reset", "silence" or {"close":1001}.');
		sandbox.cut(how as Cut);
	},
	/** A fault rule for frames, such as `{"times":1,"action":"duplicate"}`. */
	frameFaults: (sandbox, rule) => {
		if (!rule.action) throw invalid(['action'], 'Expected what happens, such as "malformed".');
		sandbox.faultFrames(rule as unknown as FaultRule<FrameFault>);
	},
	/** `{text}`: a frame to every connection. */
	frames: (sandbox, { text }) => sandbox.sockets.send(String(text)),
	/** Every token of a polling webhook is dead. */
	killTokens: (sandbox) => sandbox.killTokens(),
	/** `{ms}`: nothing listens on the port so long. */
	refuse: (sandbox, { ms }) => {
		// After the answer: it is the last one for a while.
		setImmediate(() => void sandbox.refuse(Number(ms)));
	},
	/** `{delivery_id}`. */
	redeliver: (sandbox, { delivery_id }) => sandbox.redeliver(String(delivery_id)),
	/** `{timeScale?}`, and the fields of `Settings` in settings.mts. */
	settings: (sandbox, { timeScale, ...settings }) => {
		outcomeOf(settings.domainOutcome);
		if (typeof timeScale === 'number') sandbox.setTimeScale(timeScale);
		const known = Object.entries(settings).filter(([name]) => name in sandbox.settings);
		return Object.assign(sandbox.settings, Object.fromEntries(known));
	},
	/** `{timeoutMs?}`: answers when all deliveries have ended. */
	idle: (sandbox, { timeoutMs }) =>
		sandbox.idle(typeof timeoutMs === 'number' ? timeoutMs : undefined),
	reset: (sandbox) => sandbox.reset(),
};

const GET: Record<string, Operation> = {
	state: ({ store }) => ({
		keys: [...store.keys.values()],
		pods: [...store.pods.values()],
		inboxes: [...store.inboxes.values()],
		messages: [...store.messages.values()],
		threads: [...store.threads.values()],
		drafts: [...store.drafts.values()],
		webhooks: [...store.webhooks.values()],
		queues: [...store.queues.values()].map(({ bearer: _secret, ...queue }) => queue),
		publicKeys: [...store.publicKeys.values()],
		listEntries: [...store.listEntries.values()],
		domains: [...store.domains.values()],
		events: store.ledger.events,
	}),
	sockets: ({ sockets: { open, subscriptions } }) => ({ open, subscriptions }),
	deliveries: ({ store }) => [...store.deliveries.values()],
	requests: ({ requests }) => requests.map(({ rawBody: _raw, ...request }) => request),
};

const DELETE: Record<string, Operation> = {
	faults: (sandbox) => sandbox.clearFaults(),
};

function outcomeOf(written: unknown): DomainOutcome | undefined {
	if (written === undefined) return undefined;
	const outcome = DOMAIN_OUTCOMES.find((known) => known === written);
	if (!outcome) throw invalid(['outcome'], `Expected one of ${DOMAIN_OUTCOMES.join(', ')}.`);
	return outcome;
}

export function serveControl(app: FastifyInstance, sandbox: Sandbox): void {
	for (const [method, operations] of Object.entries({ POST, GET, DELETE })) {
		const named = new Map(Object.entries(operations));
		app.route<{ Params: { name: string } }>({
			method,
			url: '/control/:name',
			bodyLimit: BODY_LIMIT,
			onRequest: localOnly,
			handler: async ({ params, body }, reply) => {
				const operation = named.get(params.name);
				if (!operation) return reply.callNotFound();
				const result = await operation(sandbox, jsonObject(body));
				return result === undefined ? reply.code(204).send() : reply.send(result);
			},
		});
	}
}

function jsonObject(body: unknown): Record<string, unknown> {
	if (!Buffer.isBuffer(body) || body.length === 0) return {};
	try {
		return JSON.parse(body.toString()) as Record<string, unknown>;
	} catch {
		throw invalid([], 'The body is not JSON.');
	}
}
