import type { Attachment, Draft, Message, Thread } from 'agentmail/serialization';

import type { DraftContent, Referenced } from '../agent/referenced';
import { visibleText } from '../mail/htmlText';
import { bestText } from '../mail/message';
import { everythingIn } from './fullHtmlContent';
import { filled, type Texts } from './texts';

/** Something to look at, under a heading. */
export interface Section {
	heading: string;
	text: string;
}

/** It goes out at its time, whatever is decided here. */
export const isScheduled = ({ draft }: DraftContent) =>
	draft.send_status === 'scheduled' || draft.send_status === 'sending' || Boolean(draft.send_at);

/** What a tool is about to send, answer, pass on or delete. */
export function sectionsOf(referenced: Referenced, texts: Texts): Section[] {
	switch (referenced.kind) {
		case 'draft':
			return draftSections(referenced, texts);
		case 'message':
			return messageSections(referenced.message, texts.message, texts);
		case 'thread':
			return threadSections(referenced.thread, texts);
	}
}

/** The draft as a person reads it: what the recipients will get, who else gets it, and what it answers. */
export function draftSections(
	{ draft, from, forwarded, answered }: DraftContent,
	texts: Texts,
): Section[] {
	const { to, cc, bcc, reply_to, subject, attachments } = draft;
	return [
		{
			heading: texts.draft,
			text: lines([
				[texts.from, from],
				[texts.to, list(to)],
				[texts.cc, list(cc)],
				[texts.bcc, list(bcc)],
				[texts.replyTo, list(reply_to)],
				[texts.subject, subject ?? texts.none],
				[texts.attachments, files(attachments, texts)],
			]),
		},
		...bodies(draft, texts),
		...(forwarded ? messageSections(forwarded, texts.forwarded, texts) : []),
		...(answered ? [wordsOf(answered, texts.answered, texts)] : []),
	];
}

/** The words of a message, without what it quotes itself. */
function wordsOf(message: Message.Raw, heading: string, texts: Texts): Section {
	const { from, subject, timestamp } = message;
	const header = lines([
		[texts.from, from],
		[texts.date, String(timestamp)],
		[texts.subject, subject ?? texts.none],
	]);
	return { heading, text: `${header}\n\n${cut(bestText({ ...message }), texts)}` };
}

const MOST_WORDS = 4_000;

function cut(text: string | null, texts: Texts): string {
	if (text === null) return texts.empty;
	const more = text.length - MOST_WORDS;
	if (more <= 0) return text;
	return `${text.slice(0, MOST_WORDS)}…\n${filled(texts.cutText, { count: more })}`;
}

function threadSections(
	{ subject, messages, message_count, senders, recipients }: Thread.Raw,
	texts: Texts,
): Section[] {
	const all = lines([
		[texts.subject, subject ?? texts.none],
		[texts.senders, list(senders)],
		[texts.recipients, list(recipients)],
		[texts.messages, String(message_count)],
	]);
	return [
		{ heading: texts.thread, text: all },
		...messages.map((message) => wordsOf(message, texts.message, texts)),
	];
}

/**
 * What the recipients read. Mail programs show the HTML and some the plain text, so both are shown where they say
 * different things; and where links lead, which no text tells.
 */
function bodies(
	{ text, html }: Pick<Draft.Raw, 'text' | 'html'>,
	texts: Texts,
	of?: string,
): Section[] {
	const about = (heading: string) => (of === undefined ? heading : `${of}: ${heading}`);
	const formatted = everythingIn(html ?? '', texts);
	const plain = text ?? '';
	const isAlone = formatted.text === '' || words(formatted.text) === words(plain);
	// A "not" that nobody sees turns a sentence round.
	const usual = visibleText(html ?? '');
	const isUsual = words(formatted.text) === words(usual);
	const sections = [
		{ heading: about(texts.text), text: formatted.text === '' ? plain : formatted.text },
		{ heading: about(texts.usualText), text: isUsual ? '' : usual },
		{ heading: about(texts.plainText), text: isAlone ? '' : plain },
		{ heading: about(texts.labels), text: formatted.labels.join('\n') },
		{ heading: about(texts.hidden), text: formatted.hidden.join('\n') },
		{ heading: about(texts.links), text: formatted.links.join('\n') },
	].filter((section) => section.text !== '');
	return sections.length > 0 ? sections : [{ heading: about(texts.text), text: texts.empty }];
}

function messageSections(message: Message.Raw, heading: string, texts: Texts): Section[] {
	const { from, to, cc, subject, timestamp, attachments } = message;
	return [
		{
			heading,
			text: lines([
				[texts.from, from],
				[texts.to, list(to)],
				[texts.cc, list(cc)],
				[texts.date, String(timestamp)],
				[texts.subject, subject ?? texts.none],
				[texts.attachments, files(attachments, texts)],
			]),
		},
		...bodies(message, texts, heading),
	];
}

/** One line each, so that no value can look like the next line. */
function lines(rows: Array<[string, string]>): string {
	return rows
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ')}`)
		.join('\n');
}

const list = (addresses: readonly string[] | null | undefined) => (addresses ?? []).join(', ');

function files(attachments: readonly Attachment.Raw[] | null | undefined, texts: Texts): string {
	return (attachments ?? [])
		.map(
			({ filename, attachment_id, size }) =>
				`${filename ?? attachment_id} (${filled(texts.bytes, { count: size })})`,
		)
		.join(', ');
}

const words = (text: string) => text.replace(/\s+/g, ' ').trim();
