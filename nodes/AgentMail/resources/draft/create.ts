import type { CreateDraftRequest, Draft } from 'agentmail/serialization';

import { draftAttachments } from '../../fields/attachments';
import { emailFormat } from '../../fields/emailFormat';
import { inboxId, messageId } from '../../fields/ids';
import { clientId } from '../../fields/keys';
import { simplifyDraft } from '../../mail/summary';
import { subject, to } from '../../fields/outgoing';
import { sendAt } from '../../fields/sendAt';
import { options, shownWhen } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { createOnce } from '../../operation/createOnce';
import { refuseTooLarge } from '../../operation/largeFiles';
import { path } from '../../transport/path';
import { draftBody, draftOptions, draftType, namingMessage } from './newDraft';

export const create = defineOperation({
	name: 'Create',
	action: 'Create draft',
	description: 'Create an email to review, schedule or send later',
	api: 'inboxes.drafts.create',
	fields: {
		inboxId,
		draftType,
		messageId: shownWhen({ draftType: ['forward', 'reply', 'replyAll'] }, messageId),
		to: shownWhen({ draftType: ['forward', 'new', 'reply'] }, to),
		subject,
		emailFormat,
		options: options({ ...draftOptions, attachments: draftAttachments(), sendAt, clientId }),
	},
	async run({ inboxId, draftType, messageId, emailFormat: written, options, ...message }, call) {
		const { clientId: chosenId, sendAt, ...more } = options;
		const body: CreateDraftRequest.Raw = {
			...draftBody(draftType, messageId, { ...message, ...more, ...written }),
			send_at: sendAt,
		};
		refuseTooLarge(body);
		return await createOnce<Draft.Raw>(
			{
				what: 'draft',
				path: path`/inboxes/${inboxId}/drafts`,
				body,
				chosenId,
				asked: () => ({ inbox_id: inboxId }),
			},
			call,
		).catch(namingMessage(inboxId, messageId));
	},
	simplify: simplifyDraft,
});
