import { choice, shownWhen, type Values } from '../../fields/field';
import type { BatchMember } from '../../operation/operation';
import type { Api } from '../../transport/types';
import { path, type ApiPath } from '../../transport/path';
import { draftId, itsInboxId, messageId, threadId } from '../../fields/ids';
import { labelBatch, type LabelChange } from '../message/batch';
import { scope } from '../../fields/scope';

const target = choice(
	{
		displayName: 'Target',
		default: 'message',
		description: 'What to label',
	},
	[
		{ name: 'Draft', value: 'draft' },
		{ name: 'Message', value: 'message' },
		{ name: 'Thread', value: 'thread', description: 'All messages of a thread' },
	],
);

/**
 * The fields that say what to label. A scope has an inbox too: of parameters with one name, builders of workflows read the
 * first, so that of messages and drafts stands before it.
 */
export const labelTarget = {
	target,
	inboxId: shownWhen({ target: ['message', 'draft'] }, itsInboxId),
	messageId: shownWhen({ target: ['message'] }, messageId),
	draftId: shownWhen({ target: ['draft'] }, draftId),
	scope: shownWhen({ target: ['thread'] }, scope('organization', 'pod', 'inbox')),
	threadId: shownWhen({ target: ['thread'] }, threadId),
};

export const labelApi = [
	'inboxes.messages.update',
	'inboxes.messages.batchUpdate',
	'inboxes.drafts.update',
	'threads.update',
];

type LabelTarget = Values<typeof labelTarget>;

/** Messages of one inbox can be labelled in one request; threads and drafts one by one. */
export function labelTargetBatch(
	{ target, inboxId, messageId }: LabelTarget,
	api: Api,
	change: LabelChange,
): BatchMember | undefined {
	if (target !== 'message' || !inboxId || !messageId) return undefined;
	return labelBatch(api, inboxId, messageId, change);
}

/** The path to PATCH; the ids are there because their fields are read where they are shown. */
export function labelPath({
	target,
	scope,
	inboxId,
	messageId,
	threadId,
	draftId,
}: LabelTarget): ApiPath {
	if (target === 'thread') return path`${scope ?? path``}/threads/${threadId ?? ''}`;
	const inbox = path`/inboxes/${inboxId ?? ''}`;
	return target === 'draft'
		? path`${inbox}/drafts/${draftId ?? ''}`
		: path`${inbox}/messages/${messageId ?? ''}`;
}
