import type { IDataObject } from 'n8n-workflow';

import { digestOfDraft, type DraftContent } from '../agent/referenced';
import { agentMailApi } from '../transport/api';
import { endingWith } from '../transport/cancel';
import { AgentMailError } from '../transport/errors';
import type { Api } from '../transport/types';
import { decisionForm, isOffered, offerOf } from './decision';
import {
	currentDraft,
	refuseDraft,
	sendDraft,
	sendEdited,
	sentByPause,
	tidyUp,
	type Edit,
	type Sent,
} from './draftOutcome';
import { changeOf, editFields, editOf, isEditable, isFormatted, problemIn } from './edit';
import { markup, type Html } from './html';
import { alert, noticePage, page, quoted, section, thanks } from './page';
import { draftSections, isScheduled } from './preview';
import type { DraftReview } from './question';
import { answered, decided, type Asked, type Form, type Visit, type Visitor } from './response';
import { sentElsewhere } from './sentElsewhere';
import { linkFor } from './signedLink';
import { filled } from './texts';

/** How long a decision may take: settled or given up by then. */
const LONGEST_MS = 20_000;

/**
 * How much later than the last decision may be made n8n goes on without one. An email that is sent in the last
 * second must still be reported.
 */
export const GRACE_MS = 3 * LONGEST_MS;

export const draftReview: Asked<DraftReview> = {
	async show(question, visitor) {
		const current = await currentDraft(apiOf(visitor), question);
		return current ? draftPage({ question, visitor, current }) : gone(question, visitor);
	},
	async decide(question, form, visitor) {
		const api = apiOf(visitor);
		const current = await currentDraft(api, question);
		// Of a draft that is gone one can only take note.
		if (current && !isOffered(form.decision, offerOf(question.buttons))) {
			return { ...draftPage({ question, visitor, current, form }), status: 400 };
		}
		if (form.decision === 'decline') return await decline(api, question, form, visitor);
		if (form.decision !== 'approve') return gone(question, visitor);
		return current
			? await approve(api, { question, visitor, current, form })
			: await alreadySettled(api, question, visitor);
	},
};

const apiOf = ({ context }: Visitor) =>
	agentMailApi(endingWith(AbortSignal.timeout(LONGEST_MS), context));

/** A reviewer in front of a draft. */
interface View {
	question: DraftReview;
	visitor: Visitor;
	current: DraftContent;
	/** What was posted. */
	form?: Form;
	/** What the reviewer must know before anything else. */
	problem?: string;
}

async function approve(api: Api, view: View & { form: Form }): Promise<Visit> {
	const { question, visitor, current, form } = view;
	const { texts } = visitor;
	if (isScheduled(current) || hasChanged(visitor, current)) {
		return { ...draftPage(view), status: 409 };
	}
	const { draft } = current;
	const edit = isEditable(question, draft) ? editOf(form, draft) : undefined;
	const problem = edit && problemIn(edit, texts);
	if (problem !== undefined) return { ...draftPage({ ...view, problem }), status: 400 };

	const sending = edit
		? sendEdited(api, question, current, edit)
		: sendDraft(api, question, draft.draft_id);
	const sent = await sending.catch(whyNotSent(visitor));
	if (sent === undefined) return await alreadySettled(api, question, visitor);
	if ('because' in sent) {
		// An edit that was not sent has become the draft.
		const left = edit ? ((await currentDraft(api, question)) ?? current) : current;
		return { ...draftPage({ ...view, current: left, problem: sent.because }), status: 502 };
	}
	if (edit) await tidyUp(api, question);
	const change = edit ? changeOf(draft, edit) : {};
	const said = edit ? texts.sentEdited : texts.sent;
	const done = noticePage(texts, texts.sentTitle, said);
	return settled(done, decided(visitor, true, form, { ...sent, ...change }));
}

/** For `catch`: why AgentMail did not send. */
const whyNotSent =
	({ texts }: Visitor) =>
	(error: unknown): { because: string } => {
		if (!(error instanceof AgentMailError)) throw error;
		const { message, advice } = error;
		if (error.isInDoubt) return { because: `${texts.unconfirmed} ${message}` };
		return { because: [texts.notSent, message, advice].filter(Boolean).join(' ') };
	};

/** Somebody else was first, or a click of before, whose answer n8n did not get. */
async function alreadySettled(api: Api, question: DraftReview, visitor: Visitor): Promise<Visit> {
	const { texts } = visitor;
	const sent = await sentByPause(api, question);
	if (sent) return sentBefore(api, question, visitor, sent);
	const current = await currentDraft(api, question);
	if (!current) return gone(question, visitor);
	return { page: noticePage(texts, texts.othersFirstTitle, texts.othersFirst), status: 409 };
}

/** Whoever approved it, it was not this visitor. */
async function sentBefore(
	api: Api,
	question: DraftReview,
	{ texts }: Visitor,
	sent: Sent,
): Promise<Visit> {
	await tidyUp(api, question);
	const done = noticePage(texts, texts.sentBeforeTitle, texts.sentBefore);
	return settled(done, answered(null, { approved: true, ...sent }));
}

async function decline(
	api: Api,
	question: DraftReview,
	form: Form,
	visitor: Visitor,
): Promise<Visit> {
	const { texts } = visitor;
	const refused = await refuseDraft(api, question, question.whenDeclined);
	if ('sent' in refused) return await sentBefore(api, question, visitor, refused.sent);
	if ('kept' in refused) {
		const more = { draft_id: refused.kept };
		return settled(thanks(false, texts), decided(visitor, false, form, more));
	}
	if (!refused.wasThere) {
		const elsewhere = await sentElsewhere(api, question.inboxId, question.likeness);
		if (elsewhere === 'unknown') return unknown(form, visitor);
		if (elsewhere) return await sentBefore(api, question, visitor, elsewhere);
	}
	return settled(thanks(false, texts), decided(visitor, false, form, { deleted: true }));
}

const settled = (page: Html, answer: IDataObject): Visit => ({ page, answer, isSettled: true });

/** Neither "sent" nor "not sent" would be true for certain, so the workflow must not go on with either. */
function unknown({ fields }: Form, { texts }: Visitor): Visit {
	if (fields.get('end') === 'yes') {
		return { page: noticePage(texts, texts.unknownTitle), failure: UNKNOWN };
	}
	const form = markup`<p>${texts.unknown}</p>
		<form method="post">
			<input type="hidden" name="end" value="yes">
			<div class="buttons"><button name="decision" value="decline">${texts.endWorkflow}</button></div>
		</form>`;
	return { page: page(texts.unknownTitle, form, texts), status: 409 };
}

const UNKNOWN =
	'It cannot be known whether the draft was sent: it is gone, and its inbox has sent an email like it since the question was asked. Check the sent messages in AgentMail.';

const hasChanged = ({ ticket }: Visitor, current: DraftContent) =>
	digestOfDraft(current) !== ticket.seen;

function draftPage({ question, visitor, current, form, problem }: View): Visit {
	const { subject, message, buttons } = question;
	const { texts } = visitor;
	const { draft } = current;
	const alerts = [
		hasChanged(visitor, current) && texts.changed,
		isScheduled(current) && texts.scheduled,
		problem,
	].flatMap((text) => (text ? [alert(text)] : []));
	const note = message === '' ? [] : [quoted(message)];
	const seen = digestOfDraft(current);
	const { search: action } = new URL(linkFor(visitor.context, { ...visitor.ticket, seen }));
	const look = { action, comment: form?.text, fields: fieldsFor(question, draft, form, visitor) };
	return {
		page: page(
			subject,
			markup`${alerts}${note}${draftSections(current, texts).map(section)}
				${decisionForm(offerOf(buttons), texts, look)}`,
			texts,
		),
	};
}

function fieldsFor(
	question: DraftReview,
	draft: DraftContent['draft'],
	form: Form | undefined,
	{ texts }: Visitor,
): Html {
	if (isEditable(question, draft)) {
		const edit: Edit | undefined = form && editOf(form, draft);
		return editFields(draft, edit, texts);
	}
	const isRefused = question.isEditable && isFormatted(draft);
	return isRefused ? markup`<p class="hint">${texts.formattedDraft}</p>` : markup``;
}

/** Nothing is left to send, and the workflow must not wait for ever. */
function gone({ subject }: DraftReview, { texts }: Visitor): Visit {
	return {
		status: 410,
		page: page(
			texts.goneTitle,
			markup`<p>${filled(texts.gone, { subject })}</p>
				<form method="post">
					<div class="buttons"><button name="decision" value="decline">${texts.continueWorkflow}</button></div>
				</form>`,
			texts,
		),
	};
}
