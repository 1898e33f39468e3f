import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	digestOfAll,
	readReferences,
	referencesIn,
	type Reference,
	type Referenced,
} from '../agent/referenced';
import { noteShown } from '../agent/reviewedCall';
import type { Call } from '../operation/operation';
import { digestOf } from '../shared/digest';
import { agentMailApi } from '../transport/api';
import { AgentMailError } from '../transport/errors';
import type { Api } from '../transport/types';
import { ask, type Asking } from './ask';
import { decisionForm, isOffered, labelOf, offerOf, type Offer } from './decision';
import { markup } from './html';
import { alert, page, quoted, section, thanks } from './page';
import { sectionsOf } from './preview';
import type { Buttons, ToolReview } from './question';
import {
	answered,
	decided,
	reviewerOf,
	type Asked,
	type Form,
	type Visit,
	type Visitor,
} from './response';
import { filled } from './texts';
import { parametersOf, toolCallOf, type ToolCall } from './toolCall';
import { callSections } from './toolSections';

/** A node that n8n put in front of tools of an AI agent. */
export const isToolReview = (context: IExecuteFunctions) =>
	context.getNode().type.endsWith('HitlTool');

/** What is to be asked, without what the call itself tells. */
interface AskingAboutTool extends Omit<Asking, 'button' | 'question' | 'seen'> {
	buttons: Buttons;
	/** Instead of the label that follows from the buttons. */
	button: string | undefined;
}

/** Asks whether a tool may run. What is shown is taken from the call, never from the Message. */
export async function askAboutTool(asking: AskingAboutTool, call: Call): Promise<IDataObject> {
	const { context } = call.item;
	const { buttons, letter, texts } = asking;
	const tool = toolCallOf(context);
	if (Object.hasOwn(tool.given, 'tool')) return notAsked(NAMES_A_TOOL);

	const { parameters, ...unresolved } = resolvable(tool, context);
	const references = referencesIn(parameters);
	const now = await look(call.api, references);
	noteShown(context, tool.id, {
		tool: tool.node?.name ?? '',
		parameters: digestOf(parameters),
		referenced: now.digest,
	});
	const question: ToolReview = {
		kind: 'tool',
		subject: letter.subject,
		message: letter.message,
		buttons,
		call: callSections(tool, parameters, texts),
		references,
		referenced: now.digest,
		...unresolved,
	};
	const shown = now.things.flatMap((thing) => (thing ? sectionsOf(thing, texts) : []));
	return await ask(
		{
			...asking,
			letter: { ...letter, sections: [...question.call, ...shown] },
			button: asking.button ?? labelOf(offerOf(buttons)),
			question,
		},
		call,
	);
}

const NAMES_A_TOOL =
	'Nobody was asked: an input called "tool" could make another tool run than the one that is shown. Call the tool without it.';

/** For the agent: as a person who declines. */
const notAsked = (why: string) => answered(null, { approved: false, chatInput: why });

/** What the tool would do, or why that cannot be told. */
function resolvable(
	tool: ToolCall,
	context: IExecuteFunctions,
): Pick<ToolReview, 'obstacle'> & { parameters: Record<string, unknown> } {
	if (!tool.node) return { parameters: {}, obstacle: 'toolUnknown' };
	try {
		return { parameters: parametersOf(tool, context) };
	} catch {
		return { parameters: {}, obstacle: 'toolUnresolved' };
	}
}

/** What references stand for. */
interface Look {
	things: Array<Referenced | undefined>;
	digest: string;
	/** The key may not read it. */
	isUnreadable: boolean;
}

async function look(api: Api, references: Reference[]): Promise<Look> {
	return await readReferences(api, references).then(
		(things) => ({ things, digest: digestOfAll(things), isUnreadable: false }),
		unreadable,
	);
}

/** The key may not read it, or an id is none. Anything else may be better in a moment. */
function unreadable(error: unknown): Look {
	const isRefused = error instanceof AgentMailError && [400, 401, 403, 422].includes(error.status);
	if (isRefused) return { things: [], digest: '', isUnreadable: true };
	throw error;
}

export const toolReview: Asked<ToolReview> = {
	show: async (question, visitor) => toolPage(question, visitor, await seenNow(question, visitor)),
	async decide(question, form, visitor) {
		const now = await seenNow(question, visitor);
		const { decision } = form;
		if (!isOffered(decision, offerOn(question, visitor, now))) {
			const status = decision === undefined ? 400 : 409;
			return { ...toolPage(question, visitor, now, form), status };
		}
		const { texts } = visitor;
		if (decision === 'again')
			return { page: thanks(false, texts), answer: askAgain(form, reviewerOf(visitor)) };
		const approved = decision === 'approve';
		return { page: thanks(approved, texts), answer: decided(visitor, approved, form) };
	},
};

const seenNow = async ({ references }: ToolReview, { context }: Visitor) =>
	await look(agentMailApi(context), references);

/** Why it cannot be approved, in words of the page. */
function obstacleOf({ obstacle, references }: ToolReview, { texts }: Visitor, now: Look) {
	if (obstacle !== undefined) return texts[obstacle];
	if (now.isUnreadable) return texts.toolUnreadable;
	const missing = references.find((_, index) => !now.things[index]);
	return missing && filled(texts.toolGone, { id: missing.id });
}

const hasChanged = ({ referenced }: ToolReview, { digest }: Look) => referenced !== digest;

/** What nobody has seen as it is now cannot be approved: the tool would refuse it. */
function offerOn(question: ToolReview, visitor: Visitor, now: Look): Offer {
	const { buttons } = question;
	const { texts } = visitor;
	const decline = { decision: 'decline', label: buttons.decline ?? texts.declinedTitle } as const;
	if (obstacleOf(question, visitor, now) !== undefined) return [decline];
	if (hasChanged(question, now)) return [{ decision: 'again', label: texts.askAgain }];
	return offerOf(buttons);
}

const AGAIN = 'Call the tool again: what it refers to has changed since the reviewer was asked.';

function askAgain({ text }: Form, reviewer: string | null): IDataObject {
	const chatInput = [text, AGAIN].filter(Boolean).join('\n');
	const comment = text === undefined ? {} : { comment: text };
	return answered(reviewer, { approved: false, askAgain: true, ...comment, chatInput });
}

function toolPage(
	question: ToolReview,
	visitor: Visitor,
	now: Look,
	{ text: comment }: Partial<Form> = {},
): Visit {
	const { subject, message, call } = question;
	const { texts } = visitor;
	const obstacle = obstacleOf(question, visitor, now);
	const alerts = [obstacle ?? (hasChanged(question, now) && texts.toolChanged)].filter(Boolean);
	const shown = now.things.flatMap((thing) => (thing ? sectionsOf(thing, texts) : []));
	return {
		page: page(
			subject,
			markup`${alerts.map((text) => alert(String(text)))}${message === '' ? '' : quoted(message)}
				${[...call, ...shown].map(section)}
				${decisionForm(offerOn(question, visitor, now), texts, { comment })}`,
			texts,
		),
	};
}
