import type { Draft } from 'agentmail/serialization';

import { draftAttachments } from '../../fields/attachments';
import { emailFormat } from '../../fields/emailFormat';
import { draftId, inboxId, messageId } from '../../fields/ids';
import { subject, to, type Outgoing } from '../../fields/outgoing';
import { digestOfDraft, readDraft } from '../../agent/referenced';
import { ask } from '../../humanReview/ask';
import { labelOf, offerOf } from '../../humanReview/decision';
import { GRACE_MS } from '../../humanReview/draftReview';
import {
	appendAttribution,
	approvalOptions,
	buttonsOf,
	endOf,
	letterOptions,
	limitWaitTime,
	reviewers,
	texts,
} from '../../humanReview/fields';
import { draftSections, isScheduled } from '../../humanReview/preview';
import { someone } from '../../humanReview/reviewers';
import { likenessOf } from '../../humanReview/sentElsewhere';
import { filled } from '../../humanReview/texts';
import { choice, options, shownWhen, text as textField } from '../../fields/field';
import { defineJointOperation, type Call } from '../../operation/operation';
import { refuseTooLarge } from '../../operation/largeFiles';
import { InputError } from '../../shared/inputError';
import { keyFor } from '../../transport/idempotency';
import { path } from '../../transport/path';
import { draftBody, draftOptions, draftType, type DraftType, namingMessage } from './newDraft';
import { shorten } from '../../shared/values';

const draftSource = choice(
	{
		displayName: 'Draft Source',
		default: 'new',
		description: 'Whether to write the draft here or use an existing one',
		builderHint: {
			propertyHint:
				'Output: data.approved, data.comment, data.respondedBy; once approved also data.message_id and data.thread_id. Approved means sent: do not send again.',
		},
	},
	[
		{ name: 'Existing Draft', value: 'existing', description: 'Use a draft that already exists' },
		{ name: 'New Draft', value: 'new', description: 'Write the draft here' },
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

/** On by default for drafts that are written here: the author is a workflow or an agent, whom nobody has read yet. */
const allowEditing = choice(
	{
		displayName: 'Allow Editing',
		default: 'new',
		description:
			'Whether reviewers can change the subject and text before they approve. Formatted (HTML) drafts are never editable.',
	},
	[
		{ name: 'Always', value: 'always' },
		{ name: 'Never', value: 'never' },
		{ name: 'New Drafts Only', value: 'new' },
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
		emailFormat: shownWhen(written, emailFormat),
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
			allowEditing,
			limitWaitTime,
			appendAttribution,
			messageButtonLabel: letterOptions.messageButtonLabel,
			texts,
			whenDeclined,
		}),
	},
	async runAll(values, [call, ...otherCalls]) {
		if (otherCalls.length > 0) {
			throw new InputError(
				'A workflow can pause for one draft at a time, and several items came in. Put a Loop Over Items node with batch size 1 before this node.',
			);
		}
		const [value] = values;
		const { inboxId, draftType, messageId, to, subject, emailFormat: body, message = '' } = value;
		const { limitWaitTime, appendAttribution, whenDeclined, ...others } = value.options;
		const { texts, messageButtonLabel, allowEditing, ...more } = others;
		const buttons = buttonsOf(value.approvalOptions, texts, texts.approveAndSend);
		const asked = someone(value.reviewers, 'Reviewers');
		const isNew = value.draftId === undefined;
		const draftId =
			value.draftId ??
			(await write(inboxId, { draftType, messageId, to, subject, ...more, ...body }, call));
		const reviewed = await readDraft(call.api, { inboxId, draftId });
		if (!reviewed) throw new InputError(`There is no draft ${draftId} in ${inboxId}.`);
		if (isScheduled(reviewed)) {
			throw new InputError(
				'The draft is scheduled, so AgentMail would send it without an approval. Take it off the schedule first: Draft, Update, Clear Fields: Send At.',
			);
		}
		const until = endOf(limitWaitTime);
		const about = shorten(reviewed.draft.subject ?? texts.none, 150);
		const title = filled(texts.pleaseReview, { subject: about });
		return await ask(
			{
				inboxId,
				reviewers: asked,
				letter: {
					subject: title,
					message: message === '' ? texts.draftWaits : message,
					sections: draftSections(reviewed, texts),
					attribution: appendAttribution === true,
				},
				button: messageButtonLabel ?? labelOf(offerOf(buttons)),
				question: {
					kind: 'draft',
					inboxId,
					draftId,
					sendKey: keyFor('send', call.key),
					subject: title,
					message,
					buttons,
					whenDeclined,
					isEditable: allowEditing === 'always' || (allowEditing === 'new' && isNew),
					likeness: likenessOf(reviewed.draft, title, isNew),
				},
				seen: digestOfDraft(reviewed),
				until,
				texts,
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
	const { draft_id } = await api
		.post<Draft.Raw>(path`/inboxes/${inboxId}/drafts`, body)
		.catch(namingMessage(inboxId, messageId));
	return draft_id;
}
