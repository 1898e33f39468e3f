import type { ITriggerFunctions } from 'n8n-workflow';

import type { AgentMailEvent } from '../../events/event';
import { digestOf } from '../../shared/digest';
import { textOf } from '../../shared/json';

/**
 * What tells an event from all others: an e-mail by its inbox and message, however it came, anything else by its event
 * id. `undefined` for an event that has neither.
 */
export function eventId({ type, key, details, inboxId, id }: AgentMailEvent): string | undefined {
	const messageId = textOf(details.message_id);
	// An event that this package does not know may be about a message that was received before.
	const isArrival = key === 'message' && type.startsWith('message.received');
	return isArrival && messageId !== undefined ? mailId(inboxId, messageId) : id;
}

/** The same e-mail can lie in several inboxes. */
export function mailId(inboxId: string | undefined, messageId: string): string {
	return `${inboxId ?? ''} ${messageId}`;
}

/**
 * Whether n8n takes a {@link deduplicationKey}: from 2.20 on, where `emit` has a fourth parameter for it. Nothing else
 * tells, and what is passed to an older one is ignored.
 */
export function storesOnce({ emit }: Pick<ITriggerFunctions, 'emit'>): boolean {
	return emit.length > 3;
}

/** Under this key n8n stores one execution and no second, as long as it keeps the first. At most 255 characters; one for all of this n8n. */
export function deduplicationKey(context: ITriggerFunctions, id: string): string {
	const parts = [context.getWorkflow().id, context.getNode().id, id];
	return `agentmail-${digestOf(parts)}`;
}
