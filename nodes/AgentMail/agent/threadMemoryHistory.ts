import { isRecord, textOf } from '../shared/json';
import { isHeld } from '../mail/agentArmor';
import { bestText } from '../mail/message';
import { splitAtQuote } from '../mail/quoted';
import { attachmentSummaries } from '../mail/summary';
import type { Marks } from './marks';

/** A message of a thread, as the API gives it. */
export type Mail = Record<string, unknown>;

/** What AgentMail's own lists leave out. */
const HIDDEN = ['blocked', 'spam', 'trash', 'unauthenticated'];

/**
 * A message of a chat as LangChain takes it from anybody: role and content. The methods are those that n8n's nodes call on
 * messages. With `_getType` it would count as one of LangChain's own and be used as it is. (`@langchain/core` 1.2: coerce)
 */
export class ChatMessage {
	constructor(
		readonly role: 'user' | 'assistant',
		readonly content: string,
	) {}

	/** For the agent's "Max Tokens To Read From Memory" and the Chat Memory Manager. */
	getType(): 'human' | 'ai' {
		return this.role === 'user' ? 'human' : 'ai';
	}

	/** For n8n's log and the Chat Trigger, which know a message by this form. */
	toJSON(): object {
		const name = this.role === 'user' ? 'HumanMessage' : 'AIMessage';
		const kwargs = { content: this.content, additional_kwargs: {}, response_metadata: {} };
		return { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', name], kwargs };
	}
}

/** How text is shown to the model. */
export interface Shown {
	marks: Marks;
	/** Without what readers do not see and what leads into this n8n. */
	clean(text: string): string;
	maxMessages: number;
	maxCharacters: number;
}

/** What becomes a chat. */
export interface Conversation {
	subject: string | undefined;
	/** Those that {@link isTold}, oldest first. */
	mails: readonly Mail[];
	/** What the agent is to answer, if it is to be shown: it comes last, whatever its labels. */
	current?: Mail;
	/** There are older ones than these. */
	hasEarlier: boolean;
}

/**
 * An email conversation as a chat: what the inbox sent was said by the assistant, all else by the user, oldest first. What
 * others wrote stands between marks, also where the inbox quotes or forwards it. It begins with the user, as some models
 * demand.
 */
export function chatOf(conversation: Conversation, shown: Shown): ChatMessage[] {
	const { subject, mails, current, hasEarlier } = conversation;
	const told = [...mails, ...(current ? [current] : [])];
	const chat = newestThatFit(told, shown);
	const [first] = chat;
	if (!first && !hasEarlier) return [];
	const { marks, clean } = shown;
	const preface = lines(
		`This conversation took place by email. ${marks.meaning}`,
		subject ? `Subject: ${marks.around(clean(subject.slice(0, LONGEST_NAME)))}` : '',
		hasEarlier || chat.length < told.length ? 'Earlier messages are left out.' : '',
	);
	if (first?.role !== 'user') return [new ChatMessage('user', preface), ...chat];
	return [new ChatMessage('user', `${preface}\n\n${first.content}`), ...chat.slice(1)];
}

/** What belongs to the history. */
export const isTold = (mail: Mail) =>
	!isHeld(mail) && !HIDDEN.some((label) => hasLabel(mail, label));

function hasLabel({ labels }: Mail, label: string): boolean {
	return Array.isArray(labels) && labels.includes(label);
}

/** The newest is cut rather than left out. */
function newestThatFit(mails: readonly Mail[], shown: Shown): ChatMessage[] {
	const chat: ChatMessage[] = [];
	let left = shown.maxCharacters;
	for (const mail of mails.slice(-shown.maxMessages).reverse()) {
		const text = bestText(mail) ?? '(no text)';
		if (chat.length > 0 && text.length > left) break;
		const message = chatMessage(mail, text, left, shown);
		left -= message.content.length;
		chat.unshift(message);
	}
	return chat;
}

function chatMessage(mail: Mail, whole: string, most: number, shown: Shown): ChatMessage {
	const text = shown.clean(whole.slice(0, most));
	const rest = whole.length > most ? '[The rest of this message is left out.]' : '';
	const files = lines(fileNames(mail, shown), ...fileTexts(mail, most - text.length, shown));
	if (isOwn(mail)) return new ChatMessage('assistant', lines(ownText(text, shown), rest, files));
	return new ChatMessage('user', lines(headOf(mail, shown), files, shown.marks.around(text), rest));
}

/**
 * Only AgentMail sets these labels. The sender's address proves nothing: a stranger can write any. (AgentMail docs: labels)
 */
const isOwn = (mail: Mail) => hasLabel(mail, 'sent') && !hasLabel(mail, 'received');

function ownText(text: string, { marks }: Shown): string {
	const { own, others } = splitAtQuote(text);
	return lines(own.trimEnd(), others && marks.around(others));
}

function headOf({ from, timestamp }: Mail, { marks, clean }: Shown): string {
	const sender = (textOf(from) ?? JSON.stringify(from ?? 'unknown')).slice(0, LONGEST_NAME);
	const time = new Date(textOf(timestamp) ?? NaN);
	return lines(
		`From: ${marks.around(clean(sender))}`,
		Number.isNaN(time.getTime()) ? '' : `Sent: ${time.toISOString()}`,
	);
}

function fileNames(mail: Mail, { marks, clean }: Shown): string {
	const names = attachmentSummaries(mail).map(({ filename }) => textOf(filename) ?? '(no name)');
	if (names.length === 0) return '';
	return `Attached: ${marks.around(clean(names.join(', ').slice(0, LONGEST_NAME)))}`;
}

/** What the files say, if it was read. */
function fileTexts({ attachments }: Mail, most: number, { marks, clean }: Shown): string[] {
	const files = Array.isArray(attachments) ? attachments.filter(isRecord) : [];
	let left = most;
	return files.map(({ filename, attachment_text }) => {
		const text = textOf(attachment_text)?.slice(0, Math.max(0, left)) ?? '';
		left -= text.length;
		if (text === '') return '';
		const name = clean((textOf(filename) ?? '(no name)').slice(0, LONGEST_NAME));
		return `Text of ${marks.around(name)}: ${marks.around(clean(text))}`;
	});
}

/** Characters of a subject, a sender, or the names of files. */
const LONGEST_NAME = 1000;

const lines = (...parts: string[]) => parts.filter((part) => part !== '').join('\n');
