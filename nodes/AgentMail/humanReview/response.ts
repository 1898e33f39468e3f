import type { IBinaryKeyData, IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { isRecord, textOf } from '../shared/json';
import { isDecision, type Decision } from './decision';
import type { Html } from './html';
import { MOST_CHARACTERS } from './page';
import type { Wait } from './pause';
import type { Ticket } from './signedLink';
import type { Texts } from './texts';

/** Somebody who holds a link of this pause. */
export interface Visitor {
	context: IWebhookFunctions;
	wait: Wait;
	ticket: Ticket;
	/** What the page says by itself. */
	texts: Texts;
}

/** What a visit comes to. Without `answer` or `failure` the workflow stays paused. */
export interface Visit {
	page: Html;
	/** HTTP status of a page that is no answer; default 200. */
	status?: number;
	/** What the node puts out. */
	answer?: IDataObject;
	/** Files that the node puts out with it. */
	files?: IBinaryKeyData;
	/** Why the node ends with an error instead. */
	failure?: string;
	/** What the page says is so whichever of several answers n8n takes, because AgentMail has settled it. */
	isSettled?: true;
}

/** How one kind of question is put on a page, and what is made of the form that comes back. */
export interface Asked<Q> {
	/** Has no effect: email scanners open every link. */
	show(question: Q, visitor: Visitor): Promise<Visit>;
	decide(question: Q, form: Form, visitor: Visitor): Promise<Visit>;
}

/** What was posted. */
export interface Form {
	decision?: Decision;
	/** Free text: a comment, or the answer itself. `undefined` for nothing but white space. */
	text?: string;
	/** All of it, by name. Something posted without the page's form may hold anything. */
	fields: ReadonlyMap<string, unknown>;
}

/** (n8n 2.41: a form with files comes as `{data, files}`) */
export function formOf(context: IWebhookFunctions): Form {
	const body: unknown = context.getBodyData();
	const isMultipart = context.getHeaderData()['content-type']?.toString().startsWith('multipart/');
	const posted =
		isMultipart && isRecord(body) ? { ...record(body.data), ...record(body.files) } : body;
	const fields = new Map(Object.entries(record(posted)));
	const decision = fields.get('decision');
	return {
		...(isDecision(decision) && { decision }),
		text: typed(fields.get('text'))?.slice(0, MOST_CHARACTERS).trim() || undefined,
		fields,
	};
}

const record = (value: unknown) => (isRecord(value) ? value : {});

/** Text as a browser sends it, with plain line breaks; `undefined` for what is no text. */
export const typed = (value: unknown): string | undefined =>
	typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : textOf(value);

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
