/** An event of AgentMail, as its webhooks and WebSocket name it in `event_type`. */
interface EventKind {
	name: string;
	value: string;
	description: string;
	/** The property of the payload that says what happened. */
	payload: string;
	/** The API key's permission without which AgentMail refuses the subscription. */
	permission?: string;
}

/** All events of SDK 0.5.27, sorted by name. (AgentMail docs: webhooks overview) */
export const EVENTS: readonly EventKind[] = [
	{
		name: 'Domain Verified',
		value: 'domain.verified',
		description: 'A domain passed its DNS checks and can send and receive',
		payload: 'domain',
	},
	{
		name: 'Message Bounced',
		value: 'message.bounced',
		description: "A recipient's mail server sent a message back",
		payload: 'bounce',
	},
	{
		name: 'Message Complained',
		value: 'message.complained',
		description: 'A recipient reported a message as spam',
		payload: 'complaint',
	},
	{
		name: 'Message Delivered',
		value: 'message.delivered',
		description: "A recipient's mail server took a message",
		payload: 'delivery',
	},
	{
		name: 'Message Opened',
		value: 'message.opened',
		description: 'A recipient opened a message with open tracking for the first time',
		payload: 'open',
	},
	{
		name: 'Message Received',
		value: 'message.received',
		description: 'An e-mail came in that is neither spam, nor blocked, nor unauthenticated',
		payload: 'message',
	},
	{
		name: 'Message Received (Blocked)',
		value: 'message.received.blocked',
		description:
			'An e-mail came in from a blocked sender. Needs the permission label_blocked_read.',
		payload: 'message',
		permission: 'label_blocked_read',
	},
	{
		name: 'Message Received (Spam)',
		value: 'message.received.spam',
		description: 'An e-mail came in that looks like spam. Needs the permission label_spam_read.',
		payload: 'message',
		permission: 'label_spam_read',
	},
	{
		name: 'Message Received (Unauthenticated)',
		value: 'message.received.unauthenticated',
		description:
			'An e-mail came in whose sender could not be confirmed. Needs the permission label_unauthenticated_read.',
		payload: 'message',
		permission: 'label_unauthenticated_read',
	},
	{
		name: 'Message Rejected',
		value: 'message.rejected',
		description: 'A message was not sent, for example because of its content',
		payload: 'reject',
	},
	{
		name: 'Message Sent',
		value: 'message.sent',
		description: 'A message left AgentMail',
		payload: 'send',
	},
];
