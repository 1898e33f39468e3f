import type { Draft } from 'agentmail/serialization';

import { draftAttachments } from '../../fields/attachments';
import { draftId, inboxId, messageId } from '../../fields/ids';
import { subject, text, to, type Outgoing } from '../../fields/outgoing';
import { ask, someone } from '../../humanReview/ask';
import { digestOfDraft, isScheduled, preview, readDraft } from '../../humanReview/draftPreview';
import { GRACE_MS } from '../../humanReview/draftReview';
import {
	appendAttribution,
	approvalOptions,
	endOf,
	limitWaitTime,
	reviewers,
} from '../../humanReview/fields';
import { choice, options, shownWhen, text as textField } from '../../fields/field';
import { defineJointOperation, type Call } from '../../operation/operation';
import { refuseTooLarge } from '../../operation/largeFiles';
import { InputError } from '../../shared/inputError';
import { keyFor } from '../../transport/idempotency';
import { path } from '../../transport/path';
import { draftBody, draftOptions, draftType, type DraftType } from './newDraft';
import { shorten } from '../../shared/values';

const draftSource = choice(
	{
		displayName: 'Draft Source',
		default: 'new',
		description: 'Whether to write the draft here or use an existing one',
	},
	[
		{ name: 'Existing Draft', value: 'existing', description: 'One that is there already' },
		{ name: 'New Draft', value: 'new', description: 'Write it here' },
	],
);

const whenDeclined = choice(
	{
		displayName: 'When Declined',
		default: 'keep',
		description: 'What happens to a declined draft. A draft that is kept gets a new ID.',
	},
	[
		{ name: 'Delete Draft', value: 'delete' },
		{ name: 'Keep Draft', value: 'keep' },
	],
);

const written = { draftSource: ['new'] };
const ofNew = { '/draftSource': ['new'] };

export const sendAndWait = defineJointOperation({
	name: 'Send for Approval',
	action: 'Send draft for approval',
	description: 'Show a draft to a person and pause the workflow. It is sent once it is approved.',
	api: [
		'inboxes.drafts.create',
		'inboxes.drafts.get',
		'inboxes.messages.send',
		'inboxes.drafts.send',
		'inboxes.drafts.delete',
	],
	fields: {
		inboxId,
		draftSource,
		draftId: shownWhen({ draftSource: ['existing'] }, draftId),
		draftType: shownWhen(written, draftType),
		messageId: shownWhen({ ...written, draftType: ['forward', 'reply', 'replyAll'] }, messageId),
		to: shownWhen({ ...written, draftType: ['forward', 'new', 'reply'] }, to),
		subject: shownWhen(written, subject),
		text: shownWhen(written, text),
		reviewers: reviewers('Reviewers'),
		message: textField({
			displayName: 'Note to Reviewers',
			typeOptions: { rows: 2 },
			description: 'What to know before deciding. It is not part of the draft.',
		}),
		approvalOptions,
		options: options({
			html: shownWhen(ofNew, draftOptions.html),
			cc: shownWhen(ofNew, draftOptions.cc),
			bcc: shownWhen(ofNew, draftOptions.bcc),
			replyTo: shownWhen(ofNew, draftOptions.replyTo),
			labels: shownWhen(ofNew, draftOptions.labels),
			attachments: shownWhen(ofNew, draftAttachments()),
			limitWaitTime,
			appendAttribution,
			whenDeclined,
		}),
	},
	async runAll(values, [call, ...others]) {
		if (others.length > 0) {
			throw new InputError(
				'A workflow can pause for one draft at a time, and several items came in. Put a Loop Over Items node with batch size 1 before this node.',
			);
		}
		const [value] = values;
		const { inboxId, draftType, messageId, to, subject, text, message = '' } = value;
		const { approvalOptions: buttons, options } = value;
		const { limitWaitTime, appendAttribution, whenDeclined, ...more } = options;
		const asked = someone(value.reviewers, 'Reviewers');
		const draftId =
			value.draftId ??
			(await write(inboxId, { draftType, messageId, to, subject, text, ...more }, call));
		const reviewed = await readDraft(call.api, { inboxId, draftId });
		if (!reviewed) throw new InputError(`There is no draft ${draftId} in ${inboxId}.`);
		if (isScheduled(reviewed)) {
			throw new InputError(
				'The draft is scheduled, so AgentMail would send it without an approval. Take it off the schedule first: Draft, Update, Clear Fields: Send At.',
			);
		}
		const until = endOf(limitWaitTime);
		const title = `Please review: ${shorten(reviewed.draft.subject ?? '(no subject)', 150)}`;
		return await ask(
			{
				inboxId,
				reviewers: asked,
				letter: {
					subject: title,
					message: message === '' ? 'This draft waits for your approval.' : message,
					sections: preview(reviewed),
					attribution: appendAttribution === true,
				},
				button: [buttons.approve, buttons.decline].filter(Boolean).join(' / '),
				question: {
					kind: 'draft',
					inboxId,
					draftId,
					sendKey: keyFor('send', call.key),
					subject: title,
					message,
					buttons,
					whenDeclined,
				},
				seen: digestOfDraft(reviewed),
				until,
				ends: until === null ? null : until + GRACE_MS,
			},
			call,
		);
	},
});

interface NewDraft extends Outgoing {
	draftType?: DraftType;
	messageId?: string;
}

/** @returns its id; the same in every try of n8n's Retry on Fail */
async function write(
	inboxId: string,
	{ draftType = 'new', messageId, ...message }: NewDraft,
	{ api, key }: Call,
): Promise<string> {
	const body = { ...draftBody(draftType, messageId, message), client_id: key };
	refuseTooLarge(body);
	const { draft_id } = await api.post<Draft.Raw>(path`/inboxes/${inboxId}/drafts`, body);
	return draft_id;
}
