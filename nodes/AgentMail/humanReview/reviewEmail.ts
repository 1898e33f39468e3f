import type { SendMessageResponse } from 'agentmail/serialization';

import { mapConcurrently } from '../shared/mapConcurrently';
import type { Call } from '../operation/operation';
import { sendMessage } from '../operation/sendMessage';
import { keyFor } from '../transport/idempotency';
import { path } from '../transport/path';
import { spelledOut } from '../shared/invisible';
import { markup, type Html } from './html';

/** The mail that asks. */
export interface Letter {
	subject: string;
	/** What is asked, line breaks kept. */
	message: string;
	/** What to look at besides, such as a draft. */
	sections: Section[];
	/** What to do: a link to open, or how to answer. */
	request: Request;
	/** Whether the mail says where it comes from. */
	attribution: boolean;
}

export interface Section {
	heading: string;
	text: string;
}

type Request = { button: string; link: string } | { instruction: string };

const NOTHING_YET =
	'Opening the page decides nothing yet. The link is yours alone: whoever has it can answer.';
const ATTRIBUTION = 'This e-mail was sent automatically with n8n.';

/** Requests at once. */
const PARALLEL = 3;

/**
 * Mails each reviewer a letter of his or her own, each once however often the node tries.
 *
 * @param letterFor the letter to the reviewer in this place of the list
 * @returns what was sent, in the order of the reviewers; without ids where an earlier try has sent it
 */
export async function mailReviewers(
	reviewers: string[],
	inboxId: string,
	letterFor: (reviewer: number) => Letter,
	call: Call,
): Promise<Array<Partial<SendMessageResponse.Raw>>> {
	return await mapConcurrently(reviewers, PARALLEL, async (to, index) => {
		const { subject, ...letter } = letterFor(index);
		return await sendMessage(
			path`/inboxes/${inboxId}/messages/send`,
			{
				to: [to],
				subject: spelledOut(subject),
				text: plain(letter),
				html: String(formatted(letter)),
			},
			{ inbox: path`/inboxes/${inboxId}`, fields: {} },
			{ ...call, key: keyFor(`reviewer ${index}`, call.key) },
			undefined,
		);
	});
}

type Body = Omit<Letter, 'subject'>;

function plain({ message, sections, request, attribution }: Body): string {
	const asks =
		'link' in request
			? `${request.button}:\n${request.link}\n\n${NOTHING_YET}`
			: request.instruction;
	return [
		spelledOut(message),
		...sections.map(({ heading, text }) => `${heading}:\n${marked(spelledOut(text))}`),
		asks,
		attribution ? ATTRIBUTION : '',
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

/** What others wrote is marked on each line, so that it cannot look like what the node says. */
const marked = (text: string) => text.replace(/^/gm, '| ');

/** Mail programs know no style sheets, so each element has its own style. */
function formatted({ message, sections, request, attribution }: Body): Html {
	const lines = (text: string) =>
		markup`<div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">${text}</div>`;
	const shown = sections.map(
		({ heading, text }) =>
			markup`<p style="margin:24px 0 4px;font-weight:bold">${heading}</p>
				<div style="border:1px solid #8b93a1;border-radius:8px;padding:12px">${lines(text)}</div>`,
	);
	const asks = 'link' in request ? buttonTo(request) : markup`<p>${request.instruction}</p>`;
	const footer = attribution ? small(ATTRIBUTION) : markup``;
	return markup`<div style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:640px">
		${lines(message)}${shown}${asks}${footer}
	</div>`;
}

const buttonTo = ({
	button,
	link,
}: {
	button: string;
	link: string;
}) => markup`<p style="margin:24px 0">
		<a href="${link}" style="${BUTTON_STYLE}">${button}</a>
	</p>
	${small(NOTHING_YET)}`;

const BUTTON_STYLE =
	'display:inline-block;padding:12px 24px;border-radius:8px;background:#0b57a4;color:#ffffff;font-weight:bold;text-decoration:none';

const small = (text: string) => markup`<p style="color:#4b5563;font-size:14px">${text}</p>`;
