import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { authenticate } from '../access/authenticate.mjs';
import type { Background } from '../background.mjs';
import { ApiError, GatewayError, invalid } from '../errors.mjs';
import { bodyOf } from '../events/deliveries.mjs';
import type { FaultAction, Faults } from '../http/faults.mjs';
import { holdBack } from '../http/holdBack.mjs';
import { splitUrl, type RecordedRequest } from '../http/recording.mjs';
import type { Key, Message } from '../records.mjs';
import type { Settings } from '../settings.mjs';
import { messageKey, type Store } from '../store.mjs';
import { covers, subscriptionOf, type Subscription } from './subscription.mjs';

/** What happens to a frame that carries an event; a rule matches it by method `EVENT` and its event type as the path. */
export type FrameFault =
	| 'lost'
	| 'duplicate'
	/** Half of the JSON. */
	| 'malformed'
	/** The same event in 20 MB. */
	| 'oversized'
	/** In two fragments, this long apart. */
	| { delayMs: number };

/** How open connections end. */
export type Cut =
	/** With a close frame; default 1000. */
	| { close: number; reason?: string }
	/** The TCP connection is destroyed without one. */
	| 'reset'
	/** The peer is dead, and nobody says so: it reads and writes nothing more, and stays connected. */
	| 'silence';

interface StreamedEvent {
	event_type: string;
	message?: Partial<Message>;
}

interface Connection {
	socket: WebSocket;
	key: Key;
	subscription?: Subscription;
	isSilent: boolean;
}

/** What of the sandbox a connection depends on. */
interface Surroundings {
	store: Store;
	settings: Settings;
	background: Background;
	faults: Faults<FaultAction>;
}

const OVERSIZE_BYTES = 20_000_000;

/** The WebSocket side of the API: `/v0` on the same port. */
export class Sockets {
	private readonly server = new WebSocketServer({ noServer: true });
	private readonly connections = new Set<Connection>();
	/** TCP connections of the upgrades so far, for those that died silently. */
	private readonly streams = new Set<Duplex>();

	constructor(private readonly frameFaults: Faults<FrameFault>) {}

	/** Takes upgrades of the server's connections; `requests` logs them. */
	serve(app: FastifyInstance, services: Surroundings, requests: RecordedRequest[]): void {
		app.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
			this.streams.add(stream);
			stream.on('error', () => undefined);
			stream.once('close', () => this.streams.delete(stream));
			void this.upgrade(services, requests, request, stream, head);
		});
	}

	/** Connections that are open and not silent, subscribed or not. */
	get open(): number {
		return [...this.connections].filter(({ isSilent }) => !isSilent).length;
	}

	/** TCP connections that the other side has not let go of, silent ones included. */
	get held(): number {
		return this.streams.size;
	}

	/** What each connection that is not silent listens to. */
	get subscriptions(): Subscription[] {
		return [...this.connections].flatMap(({ subscription, isSilent }) =>
			subscription && !isSilent ? [subscription] : [],
		);
	}

	/** Sends an event to every connection subscribed to it. */
	emit(store: Store, event: StreamedEvent): void {
		for (const { socket, key, subscription, isSilent } of this.connections) {
			if (isSilent || !subscription || !covers(store, key, subscription, event)) continue;
			noteStreamed(store, event);
			void sendEvent(socket, bodyOf(event), this.frameFaults.take('EVENT', event.event_type));
		}
	}

	/** Sends any text to every connection. */
	send(text: string): void {
		for (const { socket, isSilent } of this.connections) if (!isSilent) socket.send(text);
	}

	/** Ends every open connection. */
	cut(how: Cut): void {
		for (const connection of this.connections) {
			if (connection.isSilent) continue;
			if (how === 'silence') {
				connection.isSilent = true;
				connection.socket.pause();
			} else if (how === 'reset') connection.socket.terminate();
			else connection.socket.close(how.close, how.reason);
		}
	}

	/** Drops all that is connected. */
	stop(): void {
		for (const { socket } of this.connections) socket.terminate();
		for (const stream of this.streams) stream.destroy();
		this.connections.clear();
		this.frameFaults.clear();
	}

	private async upgrade(
		services: Surroundings,
		requests: RecordedRequest[],
		request: IncomingMessage,
		stream: Duplex,
		head: Buffer,
	): Promise<void> {
		const { path, query } = splitUrl(request.url ?? '/');
		const record = {
			...{ method: request.method ?? 'GET', path, query, headers: { ...request.headers } },
			...{ body: undefined, rawBody: Buffer.alloc(0), status: 0 },
		};
		requests.push(record);
		const fault = services.faults.take(record.method, path);
		if (fault === 'reset') return void stream.destroy();
		try {
			if (typeof fault === 'object') await holdBack(services, fault);
			if (typeof fault === 'object' && 'status' in fault) {
				throw new GatewayError(fault.status, 'Injected fault');
			}
			if (path !== '/v0') throw new GatewayError(404, 'Not Found');
			const key = authenticate(services.store, authorizationOf(request, query));
			record.status = 101;
			this.server.handleUpgrade(request, stream, head, (socket) => {
				this.connect(services, socket, key);
			});
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof GatewayError)) throw error;
			record.status = error.status;
			refuse(stream, error);
		}
	}

	private connect({ store, settings }: Surroundings, socket: WebSocket, key: Key): void {
		const connection: Connection = { socket, key, isSilent: false };
		this.connections.add(connection);
		socket.on('error', () => undefined);
		socket.on('close', () => this.connections.delete(connection));
		socket.on('message', (frame) => {
			try {
				// Whether a second subscribe adds or replaces is not documented: here it replaces.
				const subscription = subscriptionOf(store, key, parsed(frame));
				if (!settings.confirmsSubscriptions) return;
				connection.subscription = subscription;
				socket.send(JSON.stringify({ type: 'subscribed', ...subscription }));
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				// No code, no fix (SDK: Error_).
				const { name, message } = error.body;
				socket.send(JSON.stringify({ type: 'error', name, message }));
			}
		});
	}
}

/** Keeps for the page that somebody was told of a message that came in. */
function noteStreamed({ streamed }: Store, { event_type, message }: StreamedEvent): void {
	const { inbox_id, message_id } = message ?? {};
	if (!event_type.startsWith('message.received')) return;
	if (inbox_id && message_id) streamed.add(messageKey(inbox_id, message_id));
}

async function sendEvent(socket: WebSocket, text: string, fault: FrameFault | undefined) {
	if (fault === 'lost') return;
	if (fault === 'malformed') return socket.send(text.slice(0, text.length / 2));
	if (fault === 'oversized') return socket.send(text + ' '.repeat(OVERSIZE_BYTES - text.length));
	if (typeof fault === 'object') return await sendSlowly(socket, text, fault.delayMs);
	socket.send(text);
	if (fault === 'duplicate') socket.send(text);
}

async function sendSlowly(socket: WebSocket, text: string, delayMs: number): Promise<void> {
	const middle = Math.floor(text.length / 2);
	socket.send(text.slice(0, middle), { fin: false });
	await wait(delayMs);
	socket.send(text.slice(middle), { fin: true });
}

/** The header, or `?api_key=` (AgentMail docs: WebSockets; the SDK sends both). */
function authorizationOf({ headers }: IncomingMessage, query: string): string | undefined {
	const key = new URLSearchParams(query).get('api_key');
	return headers.authorization ?? (key === null ? undefined : `Bearer ${key}`);
}

function parsed(frame: RawData): unknown {
	const text = Buffer.isBuffer(frame) ? frame.toString() : '';
	try {
		const value: unknown = JSON.parse(text);
		if ((value as { type?: unknown } | null)?.type === 'subscribe') return value;
	} catch {
		throw invalid([], 'The frame is not JSON.');
	}
	throw invalid(['type'], 'Expected "subscribe".');
}

function refuse(stream: Duplex, { status, body }: ApiError | GatewayError): void {
	const text = JSON.stringify(body);
	stream.end(
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
	);
}
