import { Webhook } from 'standardwebhooks';
import type { DeliveryAttempt, DeliveryRecord, StoredWebhook } from '../records.mjs';
import type { Store } from '../store.mjs';
import { covers } from './coverage.mjs';

/** Waits between the attempts after the first: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h (Svix docs). */
export const SVIX_RETRY_SCHEDULE_MS = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map(
	(seconds) => seconds * 1000,
);
/** Above it the bodies are left out (AgentMail docs: webhook payload size). */
const BODY_LIMIT = 1024 * 1024;
/** Characters of an endpoint's answer that the log keeps. */
const LONGEST_ANSWER = 300;
const BODIES = ['text', 'html', 'extracted_text', 'extracted_html'];

interface DeliveryOptions {
	retryScheduleMs: number[];
	/** An endpoint that has not answered by then has failed; Svix: 15 s. */
	timeoutMs: number;
	timeScale: number;
}

interface Waiting {
	record: DeliveryRecord;
	/** Wait left at normal speed, counted from `since`. */
	delayMs: number;
	since: number;
	timer: NodeJS.Timeout;
}

/** Brings events to webhooks as Svix does: signed, retried, logged; never in the way of an answer. */
export class Deliveries {
	private readonly waiting = new Set<Waiting>();
	private readonly posting = new Set<AbortController>();
	private timeScale: number;

	constructor(
		private readonly store: Store,
		private readonly options: DeliveryOptions,
	) {
		this.timeScale = options.timeScale;
	}

	/** Queues an event for every webhook subscribed to it. */
	emit(event: object): void {
		const { event_type } = event as { event_type?: unknown };
		if (typeof event_type !== 'string') throw new Error('An event needs an event_type');
		for (const webhook of this.store.webhooks.values()) {
			if (webhook.enabled && covers(this.store, webhook, { ...event, event_type })) {
				this.start(webhook, event, event_type);
			}
		}
	}

	/** Sends a delivery once more, with its old `svix-id`. For one that waits this is its retry, only earlier. */
	redeliver(delivery_id: string): void {
		const record = this.store.deliveries.get(delivery_id);
		if (!record) throw new Error(`No delivery ${delivery_id}`);
		const waiting = [...this.waiting].find((one) => one.record === record);
		if (waiting) {
			clearTimeout(waiting.timer);
			this.waiting.delete(waiting);
		}
		record.status = 'pending';
		void this.attempt(record, waiting !== undefined);
	}

	/** Retries come `scale` times as fast, those that wait already included. */
	setTimeScale(scale: number): void {
		for (const waiting of this.waiting) {
			const spent = (Date.now() - waiting.since) * this.timeScale;
			clearTimeout(waiting.timer);
			waiting.delayMs = Math.max(0, waiting.delayMs - spent);
			waiting.since = Date.now();
			waiting.timer = this.timer(waiting, scale);
		}
		this.timeScale = scale;
	}

	get isIdle(): boolean {
		return this.waiting.size === 0 && this.posting.size === 0;
	}

	/** Drops all that waits, cuts off what is being sent, and goes back to the first time scale. */
	stop(): void {
		for (const { timer } of this.waiting) clearTimeout(timer);
		this.waiting.clear();
		for (const controller of this.posting) controller.abort();
		this.posting.clear();
		this.timeScale = this.options.timeScale;
	}

	private start({ webhook_id }: StoredWebhook, event: object, event_type: string): void {
		const { event_id } = event as { event_id?: string };
		const record: DeliveryRecord = {
			delivery_id: `dlv_${this.store.hex(24)}`,
			webhook_id,
			svix_id: `msg_${this.store.hex(27)}`,
			...(event_id && { event_id }),
			event_type,
			body: bodyOf(event),
			status: 'pending',
			attempts: [],
		};
		this.store.deliveries.set(record.delivery_id, record);
		void this.attempt(record, true);
	}

	private async attempt(record: DeliveryRecord, retries: boolean): Promise<void> {
		delete record.next_attempt_at;
		const webhook = this.store.webhooks.get(record.webhook_id);
		if (!webhook?.enabled) {
			record.status = 'failed';
			return;
		}
		const controller = new AbortController();
		this.posting.add(controller);
		const attempt = await this.post(webhook, record, controller);
		record.attempts.push(attempt);
		const isDone = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
		const wait = this.options.retryScheduleMs[record.attempts.length - 1];
		if (isDone) record.status = 'succeeded';
		else if (!retries || wait === undefined) record.status = 'failed';
		// A controller that `stop` has taken out belongs to a sandbox that was reset or closed.
		else if (this.posting.has(controller)) this.retryLater(record, wait);
		this.posting.delete(controller);
	}

	private retryLater(record: DeliveryRecord, delayMs: number): void {
		const waiting = { record, delayMs, since: Date.now() } as Waiting;
		waiting.timer = this.timer(waiting, this.timeScale);
		this.waiting.add(waiting);
	}

	private timer(waiting: Waiting, scale: number): NodeJS.Timeout {
		const delayMs = waiting.delayMs / scale;
		waiting.record.next_attempt_at = new Date(Date.now() + delayMs).toISOString();
		return setTimeout(() => {
			this.waiting.delete(waiting);
			void this.attempt(waiting.record, true);
		}, delayMs);
	}

	private async post(
		webhook: StoredWebhook,
		record: DeliveryRecord,
		controller: AbortController,
	): Promise<DeliveryAttempt> {
		const at = this.store.now();
		const timeout = setTimeout(() => controller.abort(), this.options.timeoutMs);
		try {
			const response = await fetch(webhook.url, {
				method: 'POST',
				headers: headersOf(webhook, record),
				body: record.body,
				redirect: 'manual',
				signal: controller.signal,
			});
			const answer = (await response.text()).slice(0, LONGEST_ANSWER);
			return { at, status: response.status, ...(answer && { answer }) };
		} catch (error) {
			return { at, error: describe(error) };
		} finally {
			clearTimeout(timeout);
		}
	}
}

/** The user's headers never replace those of the delivery. */
function headersOf({ headers, secret }: StoredWebhook, record: DeliveryRecord): Headers {
	const all = new Headers(headers);
	for (const [name, value] of Object.entries(signed(secret, record))) all.set(name, value);
	return all;
}

/** Svix's headers; the timestamp is that of the attempt, in seconds (Svix docs). */
function signed(secret: string, { svix_id, body }: DeliveryRecord): Record<string, string> {
	const now = new Date();
	return {
		'content-type': 'application/json',
		'user-agent': 'Svix-Webhooks/1.0 (AgentMail sandbox)',
		'svix-id': svix_id,
		'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
		'svix-signature': new Webhook(secret).sign(svix_id, now, body),
	};
}

/** What goes over the wire: as it is, or without the bodies of a large mail. */
export function bodyOf(event: object): string {
	const body = JSON.stringify(event);
	if (Buffer.byteLength(body) <= BODY_LIMIT || !('message' in event)) return body;
	const message = Object.entries(event.message as object).filter(
		([name]) => !BODIES.includes(name),
	);
	return JSON.stringify({ ...event, message: Object.fromEntries(message) });
}

function describe(error: unknown): string {
	const { cause, message } = error as Error;
	return cause instanceof Error ? cause.message : message;
}
