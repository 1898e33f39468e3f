import type { IDataObject } from 'n8n-workflow';

import { scanField, scanResult } from '../mail/agentArmor';
import { bestText, mailboxesOf } from '../mail/message';
import {
	attachmentSummaries,
	senderFields,
	simplifyMessage,
	simplifyThread,
	warningField,
} from '../mail/summary';
import { isRecord, textOf } from '../shared/json';
import type { AgentMailEvent } from './event';
import { isMail, isScanNotice } from './incoming';

/** How an event came in. */
export interface Arrival {
	/** The same whenever the same event is delivered again, so users can remove duplicates by it. */
	deliveryId: string | null;
	/**
	 * How the event is known to come from AgentMail: the header whose signature was right, `websocket` for a connection
	 * that was opened with the API key, or `queue` for a queue that was read with its token.
	 */
	verifiedBy: string;
	/** The conversation with its newest messages, with Include Thread. */
	thread?: IDataObject;
	/** Something could not be fetched. */
	incomplete?: boolean;
}

/** The whole payload with AgentMail's field names, and `event` added. */
export function wholeEvent(event: AgentMailEvent, arrival: Arrival): IDataObject {
	const { thread } = arrival;
	return {
		...event.payload,
		...(thread && { thread }),
		...remarks(event, arrival),
	} as IDataObject;
}

/**
 * Few fields with AgentMail's names, what people read first, flat except for `event`, `null` where the event has none. The
 * ids are those that the AgentMail node takes, so that a Reply can follow. `thread`, `incomplete`, `agent_armor` and
 * `sender_warning` are added where they apply. An event of unknown shape is passed on whole.
 */
export function simplifiedEvent(event: AgentMailEvent, arrival: Arrival): IDataObject {
	const fields = fieldsOf(event);
	if (!fields) return wholeEvent(event, arrival);
	const { event: what, ...others } = remarks(event, arrival);
	const { thread } = arrival;
	return { ...fields, ...(thread && { thread: conversation(thread) }), ...others, event: what };
}

function fieldsOf({ type, key, details, payload }: AgentMailEvent): IDataObject | undefined {
	if (isScanNotice(type)) return scanNotice(details);
	return key === undefined ? undefined : (FIELDS[key] ?? noticeOfMail)(details, payload);
}

/** What the trigger adds, under names that no payload of AgentMail has. */
function remarks(event: AgentMailEvent, { deliveryId, verifiedBy, incomplete }: Arrival) {
	const hasSender = event.key === 'message' && isMail(event);
	return {
		event: { type: event.type, delivery_id: deliveryId, verified_by: verifiedBy },
		...(hasSender && warningField(event.details)),
		...(incomplete && { incomplete }),
	};
}

type Details = Record<string, unknown>;

/** The fields by property of the payload; all others have those of {@link noticeOfMail}. */
const FIELDS: Record<string, (details: Details, payload: Details) => IDataObject> = {
	message: (message) => ({
		...senderFields(message),
		subject: valueOf(message.subject),
		text: bestText(message),
		...ids(message),
		to: listOf(message.to).flatMap((each) => textOf(each) ?? recipientsOf(each)),
		timestamp: valueOf(message.timestamp),
		labels: listOf(message.labels).filter((label) => typeof label === 'string'),
		attachments: attachmentSummaries(message),
		...scanField(message),
	}),
	calendar_event: (calendarEvent, { inbox_id, previous, scheduled_at }) => ({
		inbox_id: valueOf(inbox_id),
		// As a message calls it; the `event_id` outside of it is that of the delivery.
		calendar_event_id: valueOf(calendarEvent.event_id),
		title: valueOf(calendarEvent.title),
		status: valueOf(calendarEvent.status),
		start_at: valueOf(calendarEvent.start_at),
		end_at: valueOf(calendarEvent.end_at),
		organizer_email: valueOf(calendarEvent.organizer_email),
		response_status: valueOf(calendarEvent.response_status),
		...(isRecord(previous) && { previous: previous as IDataObject }),
		...(textOf(scheduled_at) !== undefined && { scheduled_at: textOf(scheduled_at) }),
	}),
	domain: (domain) => ({
		domain_id: valueOf(domain.domain_id),
		domain: valueOf(domain.domain),
		pod_id: valueOf(domain.pod_id),
		status: valueOf(domain.status),
	}),
	bounce: (bounce) => ({ ...noticeOfMail(bounce), ...kind(bounce) }),
	complaint: (complaint) => ({ ...noticeOfMail(complaint), ...kind(complaint) }),
	reject: (reject) => ({ ...moment(reject), reason: valueOf(reject.reason) }),
	open: moment,
};

function conversation(thread: IDataObject): IDataObject {
	const messages = Array.isArray(thread.messages) ? thread.messages.filter(isRecord) : [];
	return {
		...simplifyThread(thread),
		messages: messages.map((message) => simplifyMessage(message as IDataObject)),
	};
}

/** What happened to a sent message. */
function noticeOfMail(details: Details): IDataObject {
	return { ...moment(details), recipients: recipientsOf(details.recipients) };
}

/** What Agent Armor found, or who released the email. `message` is there if it was fetched: only then is it known who wrote. */
function scanNotice(details: Details): IDataObject {
	const armor = isRecord(details.agent_armor) ? details.agent_armor : undefined;
	const override = isRecord(details.manual_override) ? details.manual_override : undefined;
	return {
		inbox_id: valueOf(details.inbox_id),
		message_id: valueOf(details.message_id),
		...(armor && {
			agent_armor: scanResult(details),
			model: valueOf(armor.model),
			completed_at: valueOf(armor.completed_at),
		}),
		...(override && {
			override_id: valueOf(override.override_id),
			reason: valueOf(override.reason),
			actor: isRecord(override.actor) ? (override.actor as IDataObject) : null,
		}),
		...('from' in details && { message: simplifyMessage(details as IDataObject) }),
	};
}

function moment(details: Details): IDataObject {
	return { ...ids(details), timestamp: valueOf(details.timestamp) };
}

function ids(details: Details): IDataObject {
	return {
		inbox_id: valueOf(details.inbox_id),
		thread_id: valueOf(details.thread_id),
		message_id: valueOf(details.message_id),
	};
}

function kind(details: Details): IDataObject {
	return { type: valueOf(details.type), sub_type: valueOf(details.sub_type) };
}

/** Addresses; a bounce lists `{ address, status }`. */
function recipientsOf(recipients: unknown): string[] {
	return mailboxesOf(recipients).flatMap(({ address }) => (address === null ? [] : [address]));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function valueOf(value: unknown): string | null {
	return textOf(value) ?? null;
}
