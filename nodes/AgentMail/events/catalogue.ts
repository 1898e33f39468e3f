import { AGENT_ARMOR, CALENDAR } from '../transport/availability';

/** An event of AgentMail, as its webhooks and WebSocket name it in `event_type`. */
interface EventKind {
	name: string;
	value: string;
	description: string;
	/** The property of the payload that says what happened. */
	payload: string;
	/** The API key's permission without which AgentMail refuses the subscription. */
	permission?: string;
	/** What an account must have for it, as a sentence. */
	needs?: string;
	/** AgentMail counts it. (SDK: MetricEventType) */
	metric?: true;
}

/** What happened to a calendar of an inbox. (AgentMail docs: calendar webhooks; US only, in AgentMail Labs) */
const calendarEvent = (did: string, description: string): EventKind => ({
	name: `Calendar Event ${did}`,
	value: `calendar.event.${did.toLowerCase()}`,
	description,
	payload: 'calendar_event',
	permission: 'calendar_event_read',
	needs: CALENDAR,
});

/** All events of October 2026, sorted by name. (AgentMail docs: webhooks overview) */
export const EVENTS: readonly EventKind[] = [
	calendarEvent('Created', 'A calendar event was created'),
	calendarEvent('Deleted', 'A calendar event was deleted'),
	calendarEvent('Ending', 'A calendar event ends'),
	calendarEvent('Responded', 'An attendee answered an invitation'),
	calendarEvent('Starting', 'A calendar event starts'),
	calendarEvent('Updated', 'A calendar event was changed'),
	{
		name: 'Domain Verified',
		value: 'domain.verified',
		description: 'A domain passed its DNS checks and can send and receive',
		payload: 'domain',
		metric: true,
	},
	{
		name: 'Message Bounced',
		value: 'message.bounced',
		description: "A recipient's mail server sent a message back",
		payload: 'bounce',
		metric: true,
	},
	{
		name: 'Message Complained',
		value: 'message.complained',
		description: 'A recipient reported a message as spam',
		payload: 'complaint',
		metric: true,
	},
	{
		name: 'Message Delivered',
		value: 'message.delivered',
		description: "A recipient's mail server accepted a message",
		payload: 'delivery',
		metric: true,
	},
	{
		name: 'Message Opened',
		value: 'message.opened',
		description: 'A recipient opened a message for the first time (with open tracking)',
		payload: 'open',
	},
	{
		name: 'Message Received',
		value: 'message.received',
		description: 'An email came in that is not spam, blocked or unauthenticated',
		payload: 'message',
		metric: true,
	},
	{
		name: 'Message Received (Blocked)',
		value: 'message.received.blocked',
		description: 'An email came in from a blocked sender',
		payload: 'message',
		permission: 'label_blocked_read',
		metric: true,
	},
	{
		name: 'Message Received (Spam)',
		value: 'message.received.spam',
		description: 'An email came in that looks like spam',
		payload: 'message',
		permission: 'label_spam_read',
		metric: true,
	},
	{
		name: 'Message Received (Unauthenticated)',
		value: 'message.received.unauthenticated',
		description: "An email came in whose sender couldn't be verified",
		payload: 'message',
		permission: 'label_unauthenticated_read',
		metric: true,
	},
	{
		name: 'Message Rejected',
		value: 'message.rejected',
		description: 'A message was not sent, for example because of its content',
		payload: 'reject',
		metric: true,
	},
	{
		name: 'Message Security Completed',
		value: 'message.security.completed',
		description: 'Agent Armor scanned an email (Monitor mode)',
		payload: 'message',
		needs: AGENT_ARMOR,
	},
	{
		name: 'Message Security Override',
		value: 'message.security.override',
		description: 'An email that Agent Armor held was released',
		payload: 'message',
		needs: AGENT_ARMOR,
	},
	{
		name: 'Message Security Review',
		value: 'message.security.review',
		description: 'Agent Armor holds an email until someone releases it (Hold mode)',
		payload: 'message',
		needs: AGENT_ARMOR,
	},
	{
		name: 'Message Sent',
		value: 'message.sent',
		description: 'A message left AgentMail',
		payload: 'send',
		metric: true,
	},
];

type Choice = Pick<EventKind, 'name' | 'value' | 'description'>;

/** What most workflows start with. */
const isUsual = ({ value }: EventKind) => value === 'message.received';

/** Events as n8n offers them in a list. n8n chooses the first of a node's triggers when somebody presses Enter. */
export const EVENT_OPTIONS: readonly Choice[] = [...EVENTS]
	.sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)))
	.map(({ name, value, description, permission }) => ({
		name,
		value,
		description: permission ? `${description}. Needs the permission ${permission}.` : description,
	}));
