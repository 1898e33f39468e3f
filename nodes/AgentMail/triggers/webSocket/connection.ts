import type { AgentMailEvent } from '../../events/event';
import { quotedForLog } from '../../events/log';
import { InputError } from '../../shared/inputError';
import { settledOrAborted, sleepUntilAborted } from '../../shared/waiting';
import { readFrame } from './frame';
import { timings, shareOfTime } from './timings';

/** The part of Node.js's own WebSocket that is used. The second argument, with headers, is undici's. */
interface Socket {
	addEventListener(type: 'open' | 'error', listener: () => void): void;
	addEventListener(type: 'message', listener: (message: { data: unknown }) => void): void;
	addEventListener(
		type: 'close',
		listener: (close: { code: number; reason: string }) => void,
	): void;
	send(text: string): void;
	close(code?: number): void;
}
declare const WebSocket:
	(new (url: string, options: { headers: Record<string, string> }) => Socket) | undefined;

/** What a connection listens to. (AgentMail docs: WebSockets) */
export interface Subscription {
	event_types: string[];
	pod_ids?: string[];
	inbox_ids?: string[];
}

/** AgentMail answered a subscription with an error. The message is its own. */
export class SubscriptionRefused extends Error {
	constructor(
		says: string,
		/** What was to be subscribed to. */
		readonly events: string[],
	) {
		super(says);
	}
}

/** @throws {InputError} where Node.js has no WebSocket of its own. */
export function requireWebSocket(): NonNullable<typeof WebSocket> {
	if (typeof WebSocket === 'function') return WebSocket;
	throw new InputError(
		'The AgentMail WebSocket Trigger needs Node.js 22 or newer, and this n8n runs on an older version. Update Node.js (the official Docker image of n8n has it), or use the AgentMail Trigger.',
	);
}

/** @throws {InputError} for a key that no header can hold: the error of Node.js contains it, and must not be logged */
function opened(origin: string, apiKey: string): Socket {
	const Own = requireWebSocket();
	try {
		return new Own(`${origin}/v0`, { headers: { Authorization: `Bearer ${apiKey}` } });
	} catch {
		return brokenKey();
	}
}

function brokenKey(): never {
	throw new InputError(
		'The API key in the AgentMail credential contains a line break or another invalid character. Copy it again from where you keep it.',
	);
}

/**
 * One connection with one subscription, until it ends; then `session.ts` opens the next.
 *
 * The key is in a header only: URLs get logged on the way.
 */
export class Connection {
	/** Why it ended, as a sentence without its end. */
	readonly ended: Promise<string>;
	private readonly subscribed: Promise<void>;
	private readonly socket: Socket;
	private readonly openedAt = Date.now();
	private readonly share = shareOfTime();
	private heardAt = Date.now();
	private hasEnded = false;
	private end!: (because: string) => void;

	/**
	 * @param origin of the WebSocket server
	 * @param onEvent gets every event, also before {@link ready} resolves
	 */
	constructor(
		origin: string,
		apiKey: string,
		subscription: Subscription,
		onEvent: (event: AgentMailEvent) => void,
	) {
		const socket = opened(origin, apiKey);
		this.socket = socket;
		this.ended = new Promise((resolve) => {
			this.end = (because) => {
				this.hasEnded = true;
				resolve(because);
			};
		});
		this.subscribed = new Promise((resolve, reject) => {
			socket.addEventListener('message', ({ data }) => {
				this.heardAt = Date.now();
				const frame = readFrame(data);
				if (frame.kind === 'subscribed') resolve();
				if (frame.kind === 'event') onEvent(frame.event);
				if (frame.kind === 'broken') {
					this.fail(`a message could not be read: ${frame.because}`);
				}
				if (frame.kind === 'error') {
					reject(new SubscriptionRefused(frame.says, subscription.event_types));
					this.fail(`AgentMail says: ${quotedForLog(frame.says, 300)}`);
				}
			});
		});
		this.subscribed.catch(() => undefined);
		socket.addEventListener('open', () => {
			socket.send(JSON.stringify({ type: 'subscribe', ...subscription }));
		});
		// A refused upgrade and a dead network look the same.
		socket.addEventListener('error', () => this.end('it could not be opened, or it broke'));
		socket.addEventListener('close', ({ code, reason }) => {
			this.end(`it was closed (${code}${reason ? ` ${quotedForLog(reason)}` : ''})`);
		});
	}

	/**
	 * Waits until AgentMail has confirmed the subscription.
	 *
	 * @throws {SubscriptionRefused}
	 * @throws Error that says why there is no connection
	 */
	async ready(signal: AbortSignal): Promise<void> {
		const failed = this.ended.then((because) => {
			throw new Error(because);
		});
		failed.catch(() => undefined);
		const late = new AbortController();
		const tooLate = sleepUntilAborted(
			timings.handshake,
			AbortSignal.any([signal, late.signal]),
		).then(() => {
			throw new Error('AgentMail did not confirm the subscription in time');
		});
		tooLate.catch(() => undefined);
		try {
			await Promise.race([this.subscribed, failed, tooLate]);
		} finally {
			late.abort();
		}
	}

	/** Waits until the connection has ended or should be replaced. @returns why; `undefined` when the signal aborted */
	async spent(signal: AbortSignal): Promise<string | undefined> {
		const over = new AbortController();
		const either = AbortSignal.any([signal, over.signal]);
		try {
			return await settledOrAborted(Promise.race([this.ended, this.outlived(either)]), signal);
		} finally {
			over.abort();
		}
	}

	/** Whether it may still bring events. */
	get isOpen(): boolean {
		return !this.hasEnded;
	}

	/** Milliseconds since it was opened. */
	get life(): number {
		return Date.now() - this.openedAt;
	}

	close(): void {
		this.end('this trigger closed it');
		this.socket.close(1000);
	}

	private fail(because: string): void {
		this.end(because);
		this.socket.close(1000);
	}

	private async outlived(signal: AbortSignal): Promise<string> {
		for (;;) {
			const silent = this.heardAt + timings.silence * this.share - Date.now();
			const aged = this.openedAt + timings.age * this.share - Date.now();
			if (silent <= 0 || signal.aborted) return 'it was silent for too long';
			if (aged <= 0) return 'it reached its maximum age';
			await sleepUntilAborted(Math.min(silent, aged), signal);
		}
	}
}
