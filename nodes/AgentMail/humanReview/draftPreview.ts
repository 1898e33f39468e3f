import type { Attachment, Draft, inboxes, Message } from 'agentmail/serialization';

import { visibleText } from '../mail/htmlText';
import type { Api } from '../transport/types';
import { digestOf } from '../shared/digest';
import { unless } from '../transport/errors';
import { path } from '../transport/path';
import { everythingIn } from './fullHtmlContent';
import type { DraftPlace } from './question';
import type { Section } from './reviewEmail';

/** A draft, and what belongs to the mail that it would become. */
export interface Reviewed {
	draft: Draft.Raw;
	/** The sender as the recipients will see it. */
	from: string;
	/** The message that it passes on. */
	forwarded: Message.Raw | undefined;
}

/** @returns `undefined` for a draft that is not there (any more) */
export async function readDraft(
	api: Api,
	{ inboxId, draftId }: DraftPlace,
): Promise<Reviewed | undefined> {
	const inbox = path`/inboxes/${inboxId}`;
	const draft = await api.get<Draft.Raw>(path`${inbox}/drafts/${draftId}`).catch(unless(404));
	if (!draft) return undefined;
	// A key may be allowed to send from an inbox and not to look at it.
	const own = await api.get<inboxes.Inbox.Raw>(inbox).catch(unless(403, 404));
	const { forward_of } = draft;
	const forwarded = forward_of
		? await api.get<Message.Raw>(path`${inbox}/messages/${forward_of}`)
		: undefined;
	const name = own?.display_name;
	return { draft, from: name ? `${name} <${inboxId}>` : inboxId, forwarded };
}

/** It goes out at its time, whatever is decided here. */
export const isScheduled = ({ draft }: Reviewed) =>
	draft.send_status === 'scheduled' || draft.send_status === 'sending' || Boolean(draft.send_at);

/** The draft as a person reads it: what the recipients will get, and who else gets it. */
export function preview({ draft, from, forwarded }: Reviewed): Section[] {
	const { to, cc, bcc, reply_to, subject, attachments } = draft;
	return [
		{
			heading: 'Draft',
			text: lines([
				['From', from],
				['To', list(to)],
				['CC', list(cc)],
				['BCC', list(bcc)],
				['Reply-To', list(reply_to)],
				['Subject', subject ?? '(none)'],
				['Attachments', files(attachments)],
			]),
		},
		...bodies(draft),
		...(forwarded ? passedOn(forwarded) : []),
	];
}

/**
 * What the recipients read. Mail programs show the HTML and some the plain text, so both are shown where they say
 * different things; and where links lead, which no text tells.
 */
function bodies({ text, html }: Pick<Draft.Raw, 'text' | 'html'>, of = ''): Section[] {
	const formatted = everythingIn(html ?? '');
	const plain = text ?? '';
	const isAlone = formatted.text === '' || words(formatted.text) === words(plain);
	// A "not" that nobody sees turns a sentence round.
	const usual = visibleText(html ?? '');
	const isUsual = words(formatted.text) === words(usual);
	const sections = [
		{ heading: `Text${of}`, text: formatted.text === '' ? plain : formatted.text },
		{ heading: `Text${of}, as most mail programs show it`, text: isUsual ? '' : usual },
		{ heading: `Plain text version${of}, which differs`, text: isAlone ? '' : plain },
		{ heading: `Texts of pictures and fields${of}`, text: formatted.labels.join('\n') },
		{ heading: `Parts${of} that most mail programs hide`, text: formatted.hidden.join('\n') },
		{ heading: `Links and pictures${of}`, text: formatted.links.join('\n') },
	].filter((section) => section.text !== '');
	return sections.length > 0 ? sections : [{ heading: `Text${of}`, text: '(empty)' }];
}

function passedOn(message: Message.Raw): Section[] {
	const { from, to, subject, timestamp, attachments } = message;
	return [
		{
			heading: 'Forwarded message',
			text: lines([
				['From', from],
				['To', list(to)],
				['Date', String(timestamp)],
				['Subject', subject ?? '(none)'],
				['Attachments', files(attachments)],
			]),
		},
		...bodies(message, ' of the forwarded message'),
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

function files(attachments: readonly Attachment.Raw[] | null | undefined): string {
	return (attachments ?? [])
		.map(({ filename, attachment_id, size }) => `${filename ?? attachment_id} (${size} bytes)`)
		.join(', ');
}

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The same for the same content of what is sent, another for any other. */
export function digestOfDraft({ draft, from, forwarded }: Reviewed): string {
	const content = [
		from,
		...[draft.to, draft.cc, draft.bcc, draft.reply_to].map((addresses) => addresses ?? []),
		...contentOf(draft),
		draft.in_reply_to ?? null,
		draft.forward_of ?? null,
		forwarded ? contentOf(forwarded) : null,
	];
	return digestOf(content);
}

function contentOf({ subject, text, html, attachments }: Draft.Raw | Message.Raw) {
	const files = (attachments ?? []).map((file) => [
		file.attachment_id,
		file.filename ?? null,
		file.size,
		file.content_type ?? null,
		file.content_disposition ?? null,
		file.content_id ?? null,
	]);
	return [subject ?? null, text ?? null, html ?? null, files];
}
