import { isRecord, textOf } from '../shared/json';
import { EVENTS } from './catalogue';

/** An event as webhook and WebSocket carry it, whichever it is. */
export interface AgentMailEvent {
	/** `event_type`. (`type` is always the word "event". AgentMail docs: webhooks overview) */
	type: string;
	/** `event_id`: the same whenever AgentMail sends the same event again. */
	id: string | undefined;
	/** What happened: the content of `message`, `send`, `bounce` … Empty for an event without such a property. */
	details: Record<string, unknown>;
	/** The property that holds the details. */
	key: string | undefined;
	/** `undefined` where the event belongs to no inbox. */
	inboxId: string | undefined;
	/** Message events do not name their pod. */
	podId: string | undefined;
	/** The whole payload, unchanged. */
	payload: Record<string, unknown>;
}

/** One page of AgentMail's documentation calls the property of a calendar event so. */
const OTHER_CALENDAR_KEY = 'event';

const KEYS = [...new Set(EVENTS.map((event) => event.payload))];

/** The event in a payload, or `undefined` if it holds none. Unknown events and properties are kept. */
export function readEvent(carried: unknown): AgentMailEvent | undefined {
	if (!isRecord(carried) || typeof carried.event_type !== 'string' || carried.event_type === '') {
		return undefined;
	}
	const type = carried.event_type;
	const payload = withCalendarKey(type, carried);
	const usual = EVENTS.find((event) => event.value === type)?.payload;
	// By the properties that are there: a kind of message.received that is not in the catalogue still has a message.
	const key = [usual, ...KEYS].find((name) => name !== undefined && isRecord(payload[name]));
	const details = key !== undefined && isRecord(payload[key]) ? payload[key] : {};
	return {
		type,
		id: textOf(payload.event_id),
		details,
		key,
		inboxId: textOf(details.inbox_id) ?? textOf(payload.inbox_id),
		podId: textOf(details.pod_id) ?? textOf(payload.pod_id),
		payload,
	};
}

function withCalendarKey(type: string, payload: Record<string, unknown>): Record<string, unknown> {
	const { [OTHER_CALENDAR_KEY]: calendar_event, ...others } = payload;
	const isOther = type.startsWith('calendar.event.') && isRecord(calendar_event);
	return isOther ? { ...others, calendar_event } : payload;
}
