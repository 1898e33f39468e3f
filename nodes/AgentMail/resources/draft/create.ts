import type { CreateDraftRequest, Draft } from 'agentmail/serialization';

import { attachments } from '../../fields/attachments';
import { inboxId, messageId } from '../../fields/ids';
import { clientId } from '../../fields/keys';
import { simplifyDraft } from '../../mail/summary';
import { outgoingBody, outgoingOptions, subject, text, to } from '../../fields/outgoing';
import { sendAt } from '../../fields/sendAt';
import { choice, options, shownWhen } from '../../operation/field';
import { defineOperation } from '../../operation/operation';
import { refuseTooLarge } from '../../operation/requestLimit';
import { InputError } from '../../transport/errors';
import { path } from '../../transport/path';

const { html, cc, bcc, replyTo, labels } = outgoingOptions;

const draftType = choice({ displayName: 'Type', default: 'new' }, [
	{ name: 'Forward', value: 'forward', description: 'Pass a message on to others' },
	{ name: 'New', value: 'new', description: 'A new conversation' },
	{ name: 'Reply', value: 'reply', description: 'An answer to the sender of a message' },
	{ name: 'Reply to All', value: 'replyAll', description: 'An answer to everyone on a message' },
]);

export const create = defineOperation({
	name: 'Create',
	action: 'Create draft',
	description: 'Write a message that is not sent yet, for someone to look at or for later',
	fields: {
		inboxId,
		draftType,
		messageId: shownWhen({ draftType: ['forward', 'reply', 'replyAll'] }, messageId),
		to: shownWhen({ draftType: ['forward', 'new', 'reply'] }, to),
		subject,
		text,
		options: options({ html, cc, bcc, replyTo, labels, attachments, sendAt, clientId }),
	},
	async run({ inboxId, draftType, messageId, options, ...message }, { api, key }) {
		const { clientId, sendAt, ...more } = options;
		if (draftType === 'replyAll' && (more.cc || more.bcc)) {
			throw new InputError(
				'A reply to all goes to the people on the message. Remove CC and BCC, or choose the type Reply.',
			);
		}
		const body: CreateDraftRequest.Raw = {
			...outgoingBody({ ...message, ...more }),
			in_reply_to: draftType === 'reply' || draftType === 'replyAll' ? messageId : undefined,
			reply_all: draftType === 'replyAll' ? true : undefined,
			forward_of: draftType === 'forward' ? messageId : undefined,
			send_at: sendAt,
			client_id: clientId ?? key,
		};
		refuseTooLarge(body);
		return await api.post<Draft.Raw>(path`/inboxes/${inboxId}/drafts`, body);
	},
	simplify: simplifyDraft,
});
