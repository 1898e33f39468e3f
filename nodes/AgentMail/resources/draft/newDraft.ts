import type { CreateDraftRequest } from 'agentmail/serialization';

import { outgoingBody, outgoingOptions, type Outgoing } from '../../fields/outgoing';
import { choice } from '../../fields/field';
import { InputError } from '../../shared/inputError';

/** What a draft can be. */
export const draftType = choice(
	{ displayName: 'Draft Type', default: 'new', description: 'What kind of message the draft is' },
	[
		{ name: 'Forward', value: 'forward', description: 'Pass a message on to others' },
		{ name: 'New', value: 'new', description: 'A new conversation' },
		{ name: 'Reply', value: 'reply', description: 'An answer to the sender of a message' },
		{ name: 'Reply to All', value: 'replyAll', description: 'An answer to everyone on a message' },
	],
);

export type DraftType = 'forward' | 'new' | 'reply' | 'replyAll';

const { html, cc, bcc, replyTo, labels } = outgoingOptions;

export const draftOptions = { html, cc, bcc, replyTo, labels };

/** @throws {InputError} when a reply to all is given recipients of its own */
export function draftBody(
	draftType: DraftType,
	messageId: string | undefined,
	message: Outgoing,
): CreateDraftRequest.Raw {
	if (draftType === 'replyAll' && (message.cc || message.bcc)) {
		throw new InputError(
			'A reply to all goes to the people on the message. Remove CC and BCC, or choose the type Reply.',
		);
	}
	return {
		...outgoingBody(message),
		in_reply_to: draftType === 'reply' || draftType === 'replyAll' ? messageId : undefined,
		reply_all: draftType === 'replyAll' ? true : undefined,
		forward_of: draftType === 'forward' ? messageId : undefined,
	};
}
