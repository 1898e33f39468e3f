import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { InputError } from '../shared/inputError';
import { AgentMailError } from '../transport/errors';
import { approval } from './approval';
import { customForm } from './customForm';
import { draftReview } from './draftReview';
import { freeText } from './freeText';
import { HEADERS, noticePage } from './page';
import { lastWait } from './pause';
import type { Question } from './question';
import { receiveReply } from './reply';
import { formOf, type Asked, type Visit, type Visitor } from './response';
import { ticketOf } from './signedLink';
import { TEXTS, type Texts } from './texts';
import { toolReview } from './toolReview';

/** What is asked on a page. A reply by email has none. */
type OnPage = Exclude<Question, { kind: 'reply' }>;

const PAGES: { [K in OnPage['kind']]: Asked<Extract<OnPage, { kind: K }>> } = {
	approval,
	customForm,
	freeText,
	draft: draftReview,
	tool: toolReview,
};

/**
 * Answers a request to a link of a pause. A GET shows what is asked and has no effect; only the POST of the page's form
 * decides. A link of an earlier pause, of another purpose, or past the time limit is refused.
 */
export async function receiveAnswer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const wait = lastWait(context);
	const texts: Texts = { ...TEXTS, ...wait?.texts };
	const refuse = (status: number, title: string, sentence: string) =>
		respond(context, { page: noticePage(texts, title, sentence), status });
	const notValid = () => refuse(403, texts.linkInvalidTitle, texts.linkInvalid);

	const ticket = ticketOf(context);
	if (!ticket) return notValid();
	if (wait?.round !== ticket.round) return refuse(410, texts.closedTitle, texts.closed);
	const visitor: Visitor = { context, wait, ticket, texts };
	const { question } = wait;
	if (ticket.purpose === 'reply') {
		return question.kind === 'reply' ? await receiveReply(question, visitor) : notValid();
	}
	if (question.kind === 'reply') return notValid();
	if (wait.until !== null && Date.now() > wait.until) {
		return refuse(410, texts.expiredTitle, texts.expired);
	}
	return resumed(context, await visitPage(question, visitor));
}

async function visitPage(question: OnPage, visitor: Visitor): Promise<Visit> {
	const { show, decide } = PAGES[question.kind] as Asked<OnPage>;
	try {
		return visitor.context.getRequestObject().method === 'POST'
			? await decide(question, formOf(visitor.context), visitor)
			: await show(question, visitor);
	} catch (error) {
		// n8n would end the execution with what is thrown here.
		return { page: failed(error, visitor.texts), status: 503 };
	}
}

function failed(error: unknown, texts: Texts) {
	const isKnown = error instanceof AgentMailError || error instanceof InputError;
	const sentence = isKnown ? error.message : texts.wrong;
	return noticePage(texts, texts.wrongTitle, sentence, texts.notRecorded);
}

function resumed(context: IWebhookFunctions, visit: Visit): IWebhookResponseData {
	// The only way to end a paused execution with an error.
	if (visit.failure !== undefined) throw new NodeOperationError(context.getNode(), visit.failure);
	if (!visit.answer) return respond(context, visit);
	const item = { json: visit.answer, ...(visit.files && { binary: visit.files }) };
	if (visit.isSettled) return { ...respond(context, visit), workflowData: [[item]] };
	// n8n sends the page once it has resumed: of two answers at the same instant, only one is told that it counted.
	headed(context);
	return { webhookResponse: String(visit.page), workflowData: [[item]] };
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
