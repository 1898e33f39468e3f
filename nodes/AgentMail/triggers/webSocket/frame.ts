import { readEvent, type AgentMailEvent } from '../../events/event';
import { isRecord, textOf } from '../../shared/json';

/** A message of the server. (AgentMail docs: WebSockets) */
export type Frame =
	| { kind: 'subscribed' }
	| { kind: 'event'; event: AgentMailEvent }
	/** The server's own sentence, or its name for the error; there is no code. */
	| { kind: 'error'; says: string }
	/** A kind of message that is newer than this package. */
	| { kind: 'unknown' }
	/** Unreadable; an event may have been in it. */
	| { kind: 'broken'; because: string };

/** AgentMail leaves out texts above 1 MB, so no event comes near this. */
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
