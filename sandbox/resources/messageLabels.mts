import * as sdk from 'agentmail/serialization';
import { isReadable } from '../access/hiddenLabels.mjs';
import { invalid } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import { HELD } from '../mail/agentArmor.mjs';
import { labelList } from '../mail/labels.mjs';
import { relabel } from '../mail/mailbox.mjs';
import type { Message } from '../records.mjs';
import type { Context } from '../routing/context.mjs';
import { inboxOf, itemOf, namedMessage } from './messageAccess.mjs';

const MAX_GET = 500;
const MAX_UPDATE = 50;

function changeOf(body: { add_labels?: string | string[]; remove_labels?: string | string[] }) {
	const added = labelList(body.add_labels);
	const removed = labelList(body.remove_labels);
	// Of the others, none is known to be refused here.
	if ([...added, ...removed].includes(HELD)) {
		throw invalid([], `${HELD} is set by the system only.`);
	}
	if (added.length + removed.length > 0) return { added, removed };
	throw invalid([], 'Expected at least one of add_labels and remove_labels.');
}

export function update(context: Context) {
	const message = namedMessage(context);
	const { added, removed } = changeOf(validate(sdk.UpdateMessageRequest, context.body));
	return labelsOf(relabel(context.store, message, added, removed));
}

/** One change for up to 50 messages; ids that are unknown or hidden are skipped (SDK: batchUpdate). */
export function batchUpdate(context: Context) {
	const body = validate(sdk.BatchUpdateMessagesRequest, context.body);
	const { added, removed } = changeOf(body);
	const found = batch(context, body.message_ids, MAX_UPDATE);
	const updates = found.map((message) => labelsOf(relabel(context.store, message, added, removed)));
	return { limit: body.message_ids.length, count: updates.length, updates };
}

/** Up to 500 messages in the order asked for, never with bodies (SDK: batchGet). */
export function batchGet(context: Context) {
	const { message_ids } = validate(sdk.BatchGetMessagesRequest, context.body);
	const messages = batch(context, message_ids, MAX_GET).map((message) => ({
		...itemOf(message),
		...(message.reply_to && { reply_to: message.reply_to }),
	}));
	return { limit: message_ids.length, count: messages.length, messages };
}

function batch(context: Context, ids: string[], maximum: number): Message[] {
	if (ids.length === 0) throw invalid(['message_ids'], 'Expected at least one id.');
	if (ids.length > maximum) throw invalid(['message_ids'], `Expected at most ${maximum} ids.`);
	if (new Set(ids).size < ids.length) throw invalid(['message_ids'], 'Contains an id twice.');
	const { inbox_id } = inboxOf(context);
	return ids.flatMap((message_id) => {
		const message = context.store.message(inbox_id, message_id);
		return message && isReadable(context.key, message) ? [message] : [];
	});
}

function labelsOf({ message_id, labels }: Message) {
	return { message_id, labels };
}
