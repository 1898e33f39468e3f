import type { Domain, ManualOverride, Message, ThreadItem } from '../records.mjs';
import type { Store } from '../store.mjs';

/** What every event has: `type` is always the text "event" (AgentMail docs: webhook events). */
export interface WebhookEvent {
	type: 'event';
	event_type: string;
	event_id: string;
}

function envelope(store: Store, event_type: string): WebhookEvent {
	return { type: 'event', event_type, event_id: `evt_${store.hex(24)}` };
}

function idsOf(store: Store, { inbox_id, thread_id, message_id }: Message) {
	return { inbox_id, thread_id, message_id, timestamp: store.now() };
}

export function receivedEvent(
	store: Store,
	event_type: string,
	message: Message,
	thread: ThreadItem,
) {
	return { ...envelope(store, event_type), message, thread };
}

export function sentEvent(store: Store, message: Message, recipients: string[]) {
	return { ...envelope(store, 'message.sent'), send: { ...idsOf(store, message), recipients } };
}

export function deliveredEvent(store: Store, message: Message, recipients: string[]) {
	return {
		...envelope(store, 'message.delivered'),
		delivery: { ...idsOf(store, message), recipients },
	};
}

export function bouncedEvent(store: Store, message: Message, address: string) {
	const recipients = [{ address, status: 'bounced' }];
	const bounce = { ...idsOf(store, message), type: 'Permanent', sub_type: 'General', recipients };
	return { ...envelope(store, 'message.bounced'), bounce };
}

export function complainedEvent(store: Store, message: Message, address: string) {
	const complaint = {
		...idsOf(store, message),
		type: 'abuse',
		sub_type: 'spam',
		recipients: [address],
	};
	return { ...envelope(store, 'message.complained'), complaint };
}

export function rejectedEvent(store: Store, message: Message) {
	return {
		...envelope(store, 'message.rejected'),
		reject: { ...idsOf(store, message), reason: 'Bad content' },
	};
}

export function openedEvent(store: Store, message: Message) {
	return { ...envelope(store, 'message.opened'), open: idsOf(store, message) };
}

export function domainVerifiedEvent(store: Store, domain: Domain) {
	return { ...envelope(store, 'domain.verified'), domain };
}

function scanned(store: Store, { inbox_id, message_id }: Message) {
	return { organization_id: store.organization_id, inbox_id, message_id };
}

/** What Agent Armor found in a message: not the message itself (AgentMail docs: Agent Armor). */
export function scanEvent(
	store: Store,
	type: 'completed' | 'review',
	message: Message,
	{ agent_armor }: Pick<Message, 'agent_armor'>,
) {
	return {
		...envelope(store, `message.security.${type}`),
		message: { ...scanned(store, message), agent_armor },
	};
}

/** Somebody released a held message; the id of the event is that of the release. */
export function overrideEvent(
	store: Store,
	message: Message,
	by: Omit<ManualOverride, 'override_id'>,
) {
	const { event_id, ...others } = envelope(store, 'message.security.override');
	const manual_override = { override_id: event_id, ...by };
	return { ...others, event_id, message: { ...scanned(store, message), manual_override } };
}

/** Where an event belongs: the inbox or pod that its payload names. */
export function placeOf(event: object): { inbox_id?: string; pod_id?: string } {
	const candidates = [event, ...Object.values(event)].filter(
		(value): value is Record<string, unknown> => typeof value === 'object' && value !== null,
	);
	for (const { inbox_id, pod_id } of candidates as Record<string, unknown>[]) {
		if (typeof inbox_id === 'string') return { inbox_id };
		if (typeof pod_id === 'string') return { pod_id };
	}
	return {};
}
