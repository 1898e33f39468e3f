import type { Draft, UpdateDraftRequest } from 'agentmail/serialization';

import { draftAttachments } from '../../fields/attachments';
import { html, text } from '../../fields/emailFormat';
import { draftId, itsInboxId } from '../../fields/ids';
import { addLabels, removeLabels } from '../../fields/labels';
import { choices, wordList } from '../../fields/list';
import { simplifyDraft } from '../../mail/summary';
import { outgoingBody, outgoingOptions, subject, to } from '../../fields/outgoing';
import { sendAt } from '../../fields/sendAt';
import { collection, refuseUnchanged } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { refuseTooLarge } from '../../operation/largeFiles';
import { path } from '../../transport/path';

const { cc, bcc, replyTo } = outgoingOptions;

/** By their wire names. */
const CLEARABLE = [
	{ name: 'BCC', value: 'bcc' },
	{ name: 'CC', value: 'cc' },
	{ name: 'HTML', value: 'html' },
	{ name: 'Send At', value: 'send_at', description: 'Unschedules the draft' },
	{ name: 'Send Replies To', value: 'reply_to' },
	{ name: 'Subject', value: 'subject' },
	{ name: 'Text', value: 'text' },
	{ name: 'To', value: 'to' },
] as const;

export const update = defineOperation({
	name: 'Update',
	action: 'Update draft',
	description: 'Change, schedule or unschedule a draft',
	api: 'inboxes.drafts.update',
	fields: {
		inboxId: itsInboxId,
		draftId,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field' },
			{
				to,
				subject,
				text,
				html,
				cc,
				bcc,
				replyTo,
				sendAt,
				addAttachments: draftAttachments('Add Attachments'),
				removeAttachments: wordList({
					displayName: 'Remove Attachments',
					description: 'IDs of attachments to remove, separated by commas',
				}),
				addLabels,
				removeLabels,
			},
		),
		clearFields: choices(
			{ displayName: 'Clear Fields', description: 'Fields to empty' },
			CLEARABLE,
		),
	},
	async run({ inboxId, draftId, updateFields, clearFields }, { api }) {
		const { sendAt, addAttachments, removeAttachments, addLabels, removeLabels, ...message } =
			updateFields;
		const body: UpdateDraftRequest.Raw = {
			...outgoingBody(message),
			add_attachments: addAttachments,
			remove_attachments: removeAttachments,
			add_labels: addLabels,
			remove_labels: removeLabels,
			send_at: sendAt,
			...Object.fromEntries(clearFields.map((name) => [name, null])),
		};
		refuseUnchanged(body, 'Add a field under Update Fields, or choose Clear Fields.');
		refuseTooLarge(body);
		return await api.patch<Draft.Raw>(
			path`/inboxes/${inboxId}/drafts/${draftId}`,
			body,
			// Repeated, it would add the file twice.
			addAttachments ? 'once' : 'change',
		);
	},
	simplify: simplifyDraft,
});
