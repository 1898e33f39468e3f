import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Background } from '../background.mjs';
import { covers } from '../events/coverage.mjs';
import { bodyOf } from '../events/deliveries.mjs';
import { holdBack } from '../http/holdBack.mjs';
import type { QueueConsumer, StoredQueue } from '../records.mjs';
import type { Settings } from '../settings.mjs';
import type { Store } from '../store.mjs';

/** How long a batch belongs to its reader without `lease_duration_ms`. (A reader of the hosted service) */
const LEASE_MS = 5 * 60_000;
const LARGEST_BATCH = 250;
const APP_ID = 'app_sandbox';

/** An answer of Svix, which keeps AgentMail's queues, that is not a success. (Svix OpenAPI: HttpErrorOut) */
class SvixError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly detail: string,
	) {
		super(detail);
	}
}

/** What of the sandbox reading depends on. */
interface Surroundings {
	settings: Settings;
	background: Background;
}

/** The reading side of polling webhooks, as Svix serves it; AgentMail's own side is in resources/. */
export class Queues {
	/** Set once the server listens. */
	origin = '';

	constructor(
		private readonly store: Store,
		private readonly surroundings: Surroundings,
	) {}

	/** Puts an event into every queue that collects it. */
	emit(event: { event_type: string }): void {
		for (const queue of this.store.queues.values()) {
			if (!covers(this.store, queue, event)) continue;
			queue.entries.push({
				offset: (queue.entries.at(-1)?.offset ?? 0) + 1,
				id: `msg_${this.store.hex(27)}`,
				eventType: event.event_type,
				payload: JSON.parse(bodyOf(event)) as unknown,
				timestamp: this.store.now(),
				eventId: null,
				channels: null,
				headers: null,
				tags: null,
				deliverAt: null,
			});
		}
	}

	/** A new token; the one before is dead at once. */
	tokenFor(queue: StoredQueue): string {
		queue.bearer = `sk_poll_${this.store.hex(24)}.us`;
		const { tokenVersion } = this.surroundings.settings;
		const sink = tokenVersion === 2 ? { sid: `acfg_${queue.sink_id}` } : { eid: queue.sink_id };
		const esec = `whsec_${Buffer.from(this.store.hex(24)).toString('base64')}`;
		const content = { aid: APP_ID, ...sink, surl: this.origin, esec, tok: queue.bearer };
		return `auto_v${tokenVersion}_${Buffer.from(JSON.stringify(content)).toString('base64')}`;
	}

	/** Every token that is out is dead, and nobody has taken a new one. */
	killTokens(): void {
		for (const queue of this.store.queues.values()) queue.bearer = '';
	}

	serve(app: FastifyInstance): void {
		const consumer = '/api/v1/app/:app_id/polling-endpoint/:sink_id/consumer/:consumer_id';
		app.get(
			consumer,
			this.answering((request) => this.read(request)),
		);
		app.post(
			`${consumer}/commit`,
			this.answering((request) => this.commit(request)),
		);
		app.get(
			'/api/v1/app/:app_id/autoconfig/:autoconfig_id',
			this.answering((request) => this.destination(request)),
		);
	}

	private answering(work: (request: FastifyRequest) => unknown) {
		return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
			await holdBack(this.surroundings, request.fault, this.surroundings.settings.latencyMs);
			const { status, body } = outcomeOf(() => work(request));
			if (request.fault === 'lostAnswer') {
				reply.hijack();
				request.raw.socket.destroy();
				return reply;
			}
			reply.code(status);
			if (body === undefined) return reply.send();
			return reply.type('application/json').send(JSON.stringify(body));
		};
	}

	private destination(request: FastifyRequest) {
		const { autoconfig_id = '' } = parametersOf(request);
		const { sink_id } = this.opened(request, autoconfig_id.replace(/^acfg_/, ''));
		return { id: autoconfig_id, destId: sink_id, config: {}, createdAt: this.store.created_at };
	}

	/** The next batch after the position. It is leased: until it is committed or the lease is over, nobody gets another. */
	private read(request: FastifyRequest) {
		const { sink_id = '' } = parametersOf(request);
		const queue = this.opened(request, sink_id);
		const query = request.query as Record<string, string | undefined>;
		const consumer = consumerOf(queue, request, query.starting_position);
		if (consumer.lease && consumer.lease.until > Date.parse(this.store.now())) {
			throw new SvixError(423, 'no_available_lease', 'No available lease');
		}
		const waiting = queue.entries.filter(({ offset }) => offset > consumer.position);
		const data = waiting.slice(0, Math.min(number(query.limit, 'limit') ?? 50, LARGEST_BATCH));
		const last = data.at(-1)?.offset;
		const lease = number(query.lease_duration_ms, 'lease_duration_ms') ?? LEASE_MS;
		consumer.lease =
			last === undefined ? undefined : { last, until: Date.parse(this.store.now()) + lease };
		return { data, done: data.length === waiting.length };
	}

	/** Everything up to an offset is done. Only the last one of a batch ends its lease. */
	private commit(request: FastifyRequest): undefined {
		const { sink_id = '' } = parametersOf(request);
		const consumer = consumerOf(this.opened(request, sink_id), request);
		const { offset } = JSON.parse(String(request.body ?? '{}')) as { offset?: unknown };
		if (!Number.isInteger(offset)) throw new SvixError(422, 'validation', 'offset: Required');
		consumer.position = Math.max(consumer.position, offset as number);
		if (consumer.lease && consumer.lease.last <= consumer.position) consumer.lease = undefined;
	}

	/** The queue that the token opens. */
	private opened(request: FastifyRequest, sink_id: string): StoredQueue {
		const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
		const { app_id } = parametersOf(request);
		const queue = [...this.store.queues.values()].find((each) => each.sink_id === sink_id);
		if (!queue || queue.bearer === '' || queue.bearer !== bearer) {
			throw new SvixError(401, 'authentication_failed', 'Invalid token');
		}
		if (app_id !== APP_ID) throw new SvixError(404, 'not_found', 'Entity not found');
		return queue;
	}
}

function consumerOf(
	{ consumers, entries }: StoredQueue,
	request: FastifyRequest,
	starting_position = 'earliest',
): QueueConsumer {
	const { consumer_id = '' } = parametersOf(request);
	if (!/^[\w.-]{1,64}$/.test(consumer_id)) {
		throw new SvixError(422, 'validation', 'consumer_id: Expected 1 to 64 of A-Z a-z 0-9 _ . -');
	}
	if (!['earliest', 'latest'].includes(starting_position)) {
		throw new SvixError(422, 'validation', 'starting_position: Expected earliest or latest');
	}
	const known = consumers.get(consumer_id);
	if (known) return known;
	const position = starting_position === 'latest' ? (entries.at(-1)?.offset ?? 0) : 0;
	const consumer: QueueConsumer = { position };
	consumers.set(consumer_id, consumer);
	return consumer;
}

const parametersOf = ({ params }: FastifyRequest) => params as Record<string, string | undefined>;

function number(written: string | undefined, name: string): number | undefined {
	if (written === undefined) return undefined;
	if (/^\d+$/.test(written)) return Number(written);
	throw new SvixError(422, 'validation', `${name}: Expected a whole number`);
}

function outcomeOf(work: () => unknown): { status: number; body: unknown } {
	try {
		const body = work();
		return { status: body === undefined ? 204 : 200, body };
	} catch (error) {
		if (!(error instanceof SvixError)) throw error;
		return { status: error.status, body: { code: error.code, detail: error.detail } };
	}
}
