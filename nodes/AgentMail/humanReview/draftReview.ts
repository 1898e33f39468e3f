import type { IDataObject } from 'n8n-workflow';

import { endingWith } from '../transport/cancel';
import { agentMailApi } from '../transport/api';
import { AgentMailError } from '../transport/errors';
import { refuseDraft, sendDraft, type Refused } from './draftOutcome';
import { digestOfDraft, isScheduled, preview, readDraft, type Reviewed } from './draftPreview';
import type { Section } from './reviewEmail';
import { linkFor } from './signedLink';
import { markup, type Html } from './html';
import { alert, decisionForm, noticePage, page, isOffered, quoted, thanks } from './page';
import { answered, decided, type Asked, type Form, type Visit, type Visitor } from './response';
import type { Api } from '../transport/types';
import type { DraftReview } from './question';

/** How long a decision may take: settled or given up by then. */
const LONGEST_MS = 20_000;

/**
 * How much later than the last decision may be made n8n goes on without one. A mail that is sent in the last second
 * must still be reported.
 */
export const GRACE_MS = 3 * LONGEST_MS;

export const draftReview: Asked<DraftReview> = {
	async show(question, visitor) {
		const reviewed = await readDraft(apiOf(visitor), question);
		return reviewed ? draftPage(question, visitor, reviewed, {}) : gone(question);
	},
	async decide(question, form, visitor) {
		const api = apiOf(visitor);
		const reviewed = await readDraft(api, question);
		// Of a draft that is gone one can only take note.
		if (reviewed && !isOffered(form.decision, question.buttons)) {
			return { ...draftPage(question, visitor, reviewed, form), status: 400 };
		}
		if (form.decision === 'decline') return await decline(api, question, form, visitor);
		if (form.decision !== 'approve') return gone(question);
		return await approve(api, question, form, visitor, reviewed);
	},
};

const apiOf = ({ context }: Visitor) =>
	agentMailApi(endingWith(AbortSignal.timeout(LONGEST_MS), context));

async function approve(
	api: Api,
	question: DraftReview,
	form: Form,
	visitor: Visitor,
	reviewed: Reviewed | undefined,
): Promise<Visit> {
	if (reviewed && (isScheduled(reviewed) || hasChanged(visitor, reviewed))) {
		return { ...draftPage(question, visitor, reviewed, form), status: 409 };
	}
	const sent = await sendDraft(api, question).catch(whyNotSent);
	if (sent === undefined) return gone(question);
	if ('message_id' in sent) return settled(SENT, decided(visitor, true, form, sent));
	if (!reviewed) return { page: noticePage('That did not work', sent.because), status: 502 };
	return { ...draftPage(question, visitor, reviewed, form, sent.because), status: 502 };
}

/** For `catch`: why AgentMail did not send. */
function whyNotSent(error: unknown): { because: string } {
	if (!(error instanceof AgentMailError)) throw error;
	const { message, advice } = error;
	if (error.isInDoubt) return { because: `${UNCERTAIN} ${message}` };
	const said = [message, advice].filter(Boolean).join(' ');
	return { because: `The mail was not sent, and nothing is decided yet. ${said}` };
}

const UNCERTAIN =
	'It is not certain whether the mail was sent. Answer once more in a moment: then it is found out, and nothing is sent twice.';

async function decline(
	api: Api,
	question: DraftReview,
	form: Form,
	visitor: Visitor,
): Promise<Visit> {
	const refused = await refuseDraft(api, question, question.whenDeclined);
	if ('sent' in refused) {
		// Whoever approved it, it was not this visitor.
		return settled(SENT_BEFORE, answered(null, { approved: true, ...refused.sent }));
	}
	return settled(thanks(false), decided(visitor, false, form, leftOver(refused)));
}

const settled = (page: Html, answer: IDataObject): Visit => ({ page, answer, isSettled: true });

function leftOver(refused: Exclude<Refused, { sent: unknown }>) {
	return 'kept' in refused ? { draft_id: refused.kept } : { deleted: true };
}

const hasChanged = ({ ticket }: Visitor, reviewed: Reviewed) =>
	digestOfDraft(reviewed) !== ticket.seen;

const CHANGED =
	'The draft has been changed since the e-mail was sent, or since you opened this page. This is how it reads now.';
const SCHEDULED =
	'The draft is scheduled, so AgentMail sends it by itself. Take it off the schedule in AgentMail, then reload this page.';

function draftPage(
	question: DraftReview,
	visitor: Visitor,
	reviewed: Reviewed,
	{ text: comment }: Partial<Form>,
	problem?: string,
): Visit {
	const { subject, message, buttons } = question;
	const changed = hasChanged(visitor, reviewed);
	const scheduled = isScheduled(reviewed);
	const alerts = [changed && CHANGED, scheduled && SCHEDULED, problem].flatMap((text) =>
		text ? [alert(text)] : [],
	);
	const note = message === '' ? [] : [quoted(message)];
	const seen = digestOfDraft(reviewed);
	const { search: action } = new URL(linkFor(visitor.context, { ...visitor.ticket, seen }));
	return {
		page: page(
			subject,
			markup`<h1>${subject}</h1>
				${alerts}${note}${preview(reviewed).map(section)}
				${decisionForm(buttons, { action, comment })}`,
		),
	};
}

const section = ({ heading, text }: Section): Html =>
	markup`<h2>${heading}</h2>
		${quoted(text)}`;

const SENT = noticePage('Approved and sent', 'The mail is on its way. You can close this page.');
const SENT_BEFORE = noticePage(
	'Sent already',
	'Somebody approved the draft before you declined it, and the mail is on its way.',
);

/** Nothing is left to send, and the workflow must not wait for ever. */
function gone({ subject }: DraftReview): Visit {
	const title = 'The draft is gone';
	return {
		status: 410,
		page: page(
			title,
			markup`<h1>${title}</h1>
				<p>It has been sent or deleted in the meantime, so this page can no longer send it: ${subject}</p>
				<form method="post">
					<div class="buttons"><button name="decision" value="decline">Continue the workflow</button></div>
				</form>`,
		),
	};
}
