import type { ITriggerFunctions } from 'n8n-workflow';

import type { AgentMailEvent } from '../events/event';
import { digestOf } from '../shared/digest';
import { textOf } from '../shared/json';

/**
 * Identifies an event: an email by its inbox and message, however it came, anything else by its event id. `undefined` for
 * an event that has neither.
 */
export function eventId({ type, key, details, inboxId, id }: AgentMailEvent): string | undefined {
	const messageId = textOf(details.message_id);
	// An unknown kind of event may be about a message that was received earlier.
	const isArrival = key === 'message' && type.startsWith('message.received');
	return isArrival && messageId !== undefined ? mailId(inboxId, messageId) : id;
}

/** The same email can be in several inboxes. */
export function mailId(inboxId: string | undefined, messageId: string): string {
	return `${inboxId ?? ''} ${messageId}`;
}

/**
 * Whether n8n supports a {@link deduplicationKey}: from 2.20 on, `emit` has a fourth parameter for it. Nothing else shows
 * that, and older versions ignore the argument.
 */
export function storesOnce({ emit }: Pick<ITriggerFunctions, 'emit'>): boolean {
	return emit.length > 3;
}

/** n8n stores one execution with this key and no second, as long as it keeps the first. At most 255 characters. */
export function deduplicationKey(context: ITriggerFunctions, id: string): string {
	const parts = [context.getWorkflow().id, context.getNode().id, id];
	return `agentmail-${digestOf(parts)}`;
}
