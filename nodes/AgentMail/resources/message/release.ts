import { fromItem } from '../../fields/incoming';
import { itsInboxId } from '../../fields/ids';
import { picker, required, text } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needs, AGENT_ARMOR } from '../../transport/availability';
import { path } from '../../transport/path';

/** The picker shows what is held, and only that: {@link messageId} leaves it out. */
const heldMessageId = fromItem(
	picker({
		displayName: 'Message',
		search: 'searchHeldMessages',
		example: '<CAF=x1+y@mail.gmail.com>',
		description: 'Its ID is message_id, from the event Message Security Review',
	}),
	'message_id',
);

export const release = defineOperation({
	name: 'Release',
	action: 'Release held message',
	description: 'Release an email that Agent Armor holds, so that it arrives',
	api: 'POST /v0/inboxes/{inbox_id}/messages/{message_id}/agent-armor/release',
	forPeopleOnly: true,
	fields: {
		inboxId: itsInboxId,
		messageId: heldMessageId,
		reason: required(
			text({ displayName: 'Reason', description: 'Why the email is safe. It stays on record.' }),
			'Say why the email is safe.',
		),
	},
	async run({ inboxId, messageId, reason }, { api }) {
		const at = path`/inboxes/${inboxId}/messages/${messageId}/agent-armor/release`;
		// The same reason with the same key gets the first answer again.
		const released = api.post(at, { reason }, { repeatability: 'change' });
		return {
			inbox_id: inboxId,
			message_id: messageId,
			...(await released.catch(needs(AGENT_ARMOR))),
		};
	},
});
