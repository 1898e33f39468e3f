import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isRecord, textOf } from '../shared/json';
import { MOST_CHARACTERS } from './page';
import type { Ticket } from './signedLink';
import type { Html } from './html';
import type { Wait } from './pause';

/** Somebody who holds a link of this pause. */
export interface Visitor {
	context: IWebhookFunctions;
	wait: Wait;
	ticket: Ticket;
}

/** What a visit comes to. Without `answer` the workflow stays paused. */
export interface Visit {
	page: Html;
	/** HTTP status of a page that is no answer; default 200. */
	status?: number;
	/** What the node puts out. */
	answer?: IDataObject;
	/** What the page says is so whichever of several answers n8n takes, because AgentMail has settled it. */
	isSettled?: true;
}

/** How one kind of question is put on a page, and what is made of the form that comes back. */
export interface Asked<Q> {
	/** Has no effect: programs that check mail open every link in it. */
	show(question: Q, visitor: Visitor): Promise<Visit>;
	decide(question: Q, form: Form, visitor: Visitor): Promise<Visit>;
}

/** What was posted. */
export interface Form {
	decision: 'approve' | 'decline' | undefined;
	/** Free text: a comment, or the answer itself. `undefined` for nothing but white space. */
	text: string | undefined;
}

export function formOf(context: IWebhookFunctions): Form {
	const body: unknown = context.getBodyData();
	const { decision, text } = isRecord(body) ? body : {};
	const typed = textOf(text)?.replace(/\r\n?/g, '\n').slice(0, MOST_CHARACTERS).trim();
	return {
		decision: decision === 'approve' || decision === 'decline' ? decision : undefined,
		text: typed === '' ? undefined : typed,
	};
}

/** The address of whose link it is. */
export const reviewerOf = ({ wait, ticket }: Visitor) => wait.reviewers[ticket.reviewer] ?? null;

/** The output of a pause. n8n's AI agents look for `data.approved` and, as the reviewer's feedback, `data.chatInput`. */
export function answered(respondedBy: string | null, answer: IDataObject): IDataObject {
	return { data: { ...answer, respondedAt: new Date().toISOString(), respondedBy } };
}

/** A decision with what its maker wrote. */
export function decided(
	visitor: Visitor,
	approved: boolean,
	{ text }: Form,
	more: object = {},
): IDataObject {
	const comment = text === undefined ? {} : { comment: text, chatInput: text };
	return answered(reviewerOf(visitor), { approved, ...comment, ...more });
}
