import type { SendMessageResponse } from 'agentmail/serialization';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Call } from '../operation/operation';
import { sendMessage } from '../operation/sendMessage';
import { spelledOut } from '../shared/invisible';
import { mapConcurrently } from '../shared/mapConcurrently';
import { keyFor } from '../transport/idempotency';
import { path } from '../transport/path';
import { markup, type Html } from './html';
import type { Section } from './preview';
import { plainAddresses } from './reviewers';
import { filled, type Texts } from './texts';

/** The email that asks. */
export interface Letter {
	subject: string;
	/** What is asked, line breaks kept. */
	message: string;
	/** What to look at besides, such as a draft. */
	sections: Section[];
	/** What to do: a link to open, or how to answer. */
	request: Request;
	/** Whether the email says where it comes from. */
	attribution: boolean;
	/** Who gets a copy, with the link of the first reviewer. */
	cc?: string[];
	replyTo?: string[];
	/** The message whose conversation it appears in. */
	inReplyTo?: string;
}

type Request = { button: string; link: string } | { instruction: string };

/** Who is asked, from where, until when. */
interface Round {
	inboxId: string;
	reviewers: string[];
	until: number | null;
	texts: Texts;
}

/** Requests at once. */
const PARALLEL = 3;

/**
 * Mails each reviewer a letter of their own, each once however often the node tries.
 *
 * @param letterFor the letter to the reviewer in this place of the list
 * @returns what was sent, in the order of the reviewers; without ids where an earlier try has sent it
 */
export async function mailReviewers(
	round: Round,
	letterFor: (reviewer: number) => Letter,
	call: Call,
): Promise<Array<Partial<SendMessageResponse.Raw>>> {
	const { reviewers, texts, inboxId } = round;
	const messages = path`/inboxes/${inboxId}/messages`;
	return await mapConcurrently(reviewers, PARALLEL, async (to, index) => {
		const { subject, cc, replyTo, inReplyTo, ...letter } = letterFor(index);
		const body = { ...letter, notes: notesFor(index, round, call.item.context), texts };
		const message = {
			to: [to],
			...(index === 0 && cc ? { cc } : {}),
			reply_to: replyTo,
			text: plain(body),
			html: String(formatted(body)),
		};
		const key = keyFor(`reviewer ${index}`, call.key);
		const asked = { ...call, key };
		if (inReplyTo === undefined) {
			const destination = { path: path`${messages}/send`, inboxId };
			return await sendMessage(destination, { ...message, subject: spelledOut(subject) }, asked);
		}
		// A reply has the subject of its conversation.
		const destination = {
			path: path`${messages}/${inReplyTo}/reply`,
			inboxId,
			draftOf: { in_reply_to: inReplyTo },
		};
		return await sendMessage(destination, message, asked);
	});
}

/** What a reviewer should know of the round: until when, and who else can answer. */
function notesFor(
	reviewer: number,
	{ reviewers, until, texts }: Round,
	context: IExecuteFunctions,
): string[] {
	const others = plainAddresses(reviewers.filter((_, index) => index !== reviewer));
	return [
		until === null ? '' : filled(texts.answerBy, { date: dateIn(texts, until, context) }),
		others.length === 0 ? '' : filled(texts.alsoAsked, { people: others.join(', ') }),
	].filter((note) => note !== '');
}

/** In the time zone of the workflow, which it names. */
function dateIn({ language }: Texts, time: number, context: IExecuteFunctions): string {
	const timeZone = context.getTimezone();
	const style = { dateStyle: 'full', timeStyle: 'short', timeZone } as const;
	return `${new Intl.DateTimeFormat(language, style).format(time)} (${timeZone})`;
}

type Body = Pick<Letter, 'message' | 'sections' | 'request' | 'attribution'> & {
	notes: string[];
	texts: Texts;
};

function plain({ message, sections, request, attribution, notes, texts }: Body): string {
	const asks =
		'link' in request
			? `${spelledOut(request.button)}:\n${request.link}\n\n${texts.openingIsSafe}`
			: request.instruction;
	return [
		spelledOut(message),
		...sections.map(({ heading, text }) => `${heading}:\n${marked(spelledOut(text))}`),
		asks,
		notes.map(spelledOut).join('\n'),
		attribution ? texts.attribution : '',
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

/** What others wrote is marked on each line, so that it cannot look like what the node says. */
const marked = (text: string) => text.replace(/^/gm, '| ');

/** Email programs know no style sheets, so each element has its own style. */
function formatted({ message, sections, request, attribution, notes, texts }: Body): Html {
	const lines = (text: string) =>
		markup`<div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">${text}</div>`;
	const shown = sections.map(
		({ heading, text }) =>
			markup`<p style="margin:24px 0 4px;font-weight:bold">${heading}</p>
				<div style="border:1px solid #8b93a1;border-radius:8px;padding:12px">${lines(text)}</div>`,
	);
	const asks = 'link' in request ? buttonTo(request, texts) : markup`<p>${request.instruction}</p>`;
	const footer = [...notes, ...(attribution ? [texts.attribution] : [])].map(small);
	return markup`<div lang="${texts.language}" style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:640px">
		${lines(message)}${shown}${asks}${footer}
	</div>`;
}

const buttonTo = (
	{ button, link }: { button: string; link: string },
	texts: Texts,
) => markup`<p style="margin:24px 0">
		<a href="${link}" style="${BUTTON_STYLE}">${button}</a>
	</p>
	${small(texts.openingIsSafe)}`;

const BUTTON_STYLE =
	'display:inline-block;padding:12px 24px;border-radius:8px;background:#0b57a4;color:#ffffff;font-weight:bold;text-decoration:none';

/** Without a colour: where a program darkens an email, the colour of its own text is the one that can be read. */
const small = (text: string) => markup`<p style="font-size:14px">${text}</p>`;
