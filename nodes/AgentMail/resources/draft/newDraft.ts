import type { CreateDraftRequest } from 'agentmail/serialization';

import {
	outgoingBody,
	outgoingOptions,
	refuseMissingPictures,
	type Outgoing,
} from '../../fields/outgoing';
import { choice } from '../../fields/field';
import { InputError } from '../../shared/inputError';
import { AgentMailError } from '../../transport/errors';
import { missingMessage } from '../../transport/notFound';

export const draftType = choice(
	{ displayName: 'Draft Type', default: 'new', description: 'Kind of email' },
	[
		{ name: 'Forward', value: 'forward', description: 'Forward a message to others' },
		{ name: 'New', value: 'new', description: 'Start a new thread' },
		{ name: 'Reply', value: 'reply', description: 'Reply to the sender of a message' },
		{ name: 'Reply to All', value: 'replyAll', description: 'Reply to everyone on a message' },
	],
);

export type DraftType = 'forward' | 'new' | 'reply' | 'replyAll';

const { html, cc, bcc, replyTo, labels } = outgoingOptions;

export const draftOptions = { html, cc, bcc, replyTo, labels };

/** @throws {InputError} when a reply to all is given recipients of its own, or HTML shows a file that is not there */
export function draftBody(
	draftType: DraftType,
	messageId: string | undefined,
	message: Outgoing,
): CreateDraftRequest.Raw {
	if (draftType === 'replyAll' && (message.cc || message.bcc)) {
		throw new InputError(
			'Reply to All goes to everyone on the message. Remove CC and BCC, or set Draft Type to Reply.',
		);
	}
	// A forward takes the files of its message along.
	if (draftType !== 'forward') refuseMissingPictures(message);
	return {
		...outgoingBody(message),
		in_reply_to: draftType === 'reply' || draftType === 'replyAll' ? messageId : undefined,
		reply_all: draftType === 'replyAll' ? true : undefined,
		forward_of: draftType === 'forward' ? messageId : undefined,
	};
}

/** For `catch`: the path of the request names the inbox alone, so a 404 seems to be about that. */
export function namingMessage(inboxId: string, messageId: string | undefined) {
	return (error: unknown): never => {
		const isMissing = error instanceof AgentMailError && error.kind === 'notFound';
		if (!isMissing || messageId === undefined) throw error;
		const { what, advice } = missingMessage(inboxId, messageId);
		throw error.reworded(`${what} ${advice}`);
	};
}
