import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { AgentMailError } from '../transport/errors';
import { approval } from './approval';
import { draftReview } from './draftReview';
import { freeText } from './freeText';
import { ticketOf } from './signedLink';
import { HEADERS, noticePage } from './page';
import type { Question } from './question';
import { receiveReply } from './reply';
import { formOf, type Asked, type Visit, type Visitor } from './response';
import { lastWait } from './pause';
import { InputError } from '../shared/inputError';

/** What is asked on a page. A reply by mail has none. */
type OnPage = Exclude<Question, { kind: 'reply' }>;

const PAGES: { [K in OnPage['kind']]: Asked<Extract<OnPage, { kind: K }>> } = {
	approval,
	freeText,
	draft: draftReview,
};

/**
 * Answers a request to a link of a pause. A GET shows what is asked and has no effect; only the POST of the page's form
 * decides. A link of an earlier pause, of another purpose, or past the time limit is refused.
 */
export async function receiveAnswer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const ticket = ticketOf(context);
	if (!ticket) return respond(context, { page: NOT_VALID, status: 403 });
	const wait = lastWait(context);
	if (wait?.round !== ticket.round) return respond(context, { page: OVER, status: 410 });
	const visitor: Visitor = { context, wait, ticket };
	const { question } = wait;
	if (ticket.purpose === 'reply') {
		return question.kind === 'reply'
			? await receiveReply(question, visitor)
			: respond(context, { page: NOT_VALID, status: 403 });
	}
	if (question.kind === 'reply') return respond(context, { page: NOT_VALID, status: 403 });
	if (wait.until !== null && Date.now() > wait.until) {
		return respond(context, { page: TOO_LATE, status: 410 });
	}
	const visit = await visitPage(question, visitor);
	if (!visit.answer) return respond(context, visit);
	const workflowData = [[{ json: visit.answer }]];
	if (visit.isSettled) return { ...respond(context, visit), workflowData };
	// n8n sends the page once it has resumed: of two answers at the same instant, only one is told that it counted.
	headed(context);
	return { webhookResponse: String(visit.page), workflowData };
}

const NOT_VALID = noticePage(
	'This link is not valid',
	'It is incomplete, or was made for something else. Open the link in the e-mail again.',
);
const OVER = noticePage(
	'This question is closed',
	'It has been answered already, or the workflow asks something newer. Look for a newer e-mail.',
);
const TOO_LATE = noticePage('The time for an answer is over', 'The workflow goes on without one.');

async function visitPage(question: OnPage, visitor: Visitor): Promise<Visit> {
	const { show, decide } = PAGES[question.kind] as Asked<OnPage>;
	try {
		return visitor.context.getRequestObject().method === 'POST'
			? await decide(question, formOf(visitor.context), visitor)
			: await show(question, visitor);
	} catch (error) {
		// n8n would end the execution with what is thrown here.
		return { page: failed(error), status: 503 };
	}
}

function failed(error: unknown) {
	const known = error instanceof AgentMailError || error instanceof InputError;
	return noticePage(
		'That did not work',
		known ? error.message : 'AgentMail or n8n could not do it.',
		'No answer has been recorded. Go back and try again in a moment.',
	);
}

function respond(context: IWebhookFunctions, { page, status = 200 }: Visit): IWebhookResponseData {
	headed(context).status(status).send(String(page));
	return { noWebhookResponse: true };
}

function headed(context: IWebhookFunctions) {
	const response = context.getResponseObject();
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	return response;
}
