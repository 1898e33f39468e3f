import { readEvent, type AgentMailEvent } from '../../events/event';
import { isRecord, textOf } from '../../shared/json';

/** What the server says. (AgentMail docs: WebSockets) */
export type Frame =
	| { kind: 'subscribed' }
	| { kind: 'event'; event: AgentMailEvent }
	/** Name and sentence; there is no code. */
	| { kind: 'error'; says: string }
	/** Something newer than this package. */
	| { kind: 'unknown' }
	/** An event may have been in it. */
	| { kind: 'broken'; because: string };

/** AgentMail leaves texts out above 1 MB. */
const MOST_CHARACTERS = 10_000_000;

export function readFrame(data: unknown): Frame {
	if (typeof data !== 'string') return { kind: 'broken', because: 'it was not text' };
	if (data.length > MOST_CHARACTERS) return { kind: 'broken', because: 'it was too large' };
	const frame = parsed(data);
	if (!isRecord(frame)) return { kind: 'broken', because: 'it was not JSON' };
	if (frame.type === 'subscribed') return { kind: 'subscribed' };
	if (frame.type === 'error') {
		return { kind: 'error', says: textOf(frame.message) ?? textOf(frame.name) ?? 'an error' };
	}
	const event = readEvent(frame);
	return event ? { kind: 'event', event } : { kind: 'unknown' };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
