import type { SendAttachment } from 'agentmail/serialization';

import { htmlOption, type Written } from './emailFormat';
import { flag, pairs, singleLine, spelt, type Values } from './field';
import { InputError } from '../shared/inputError';
import { refuseLineBreaks, shorten } from '../shared/values';
import { StoredFile } from '../transport/storedFile';
import { attachments } from './attachments';
import { idempotencyKeyField } from './keys';
import { wordList } from './list';
import { messageSendAt } from './sendAt';
import { recipients } from './recipients';

/** The fields of a message to send. */

export const to = recipients({
	displayName: 'To',
	description: 'Recipients, separated by commas',
});

export const subject = singleLine({
	displayName: 'Subject',
	placeholder: 'e.g. Your order 1042',
	description: 'Subject line. Replies keep that of their thread.',
});

/** These have fields of their own; as custom headers they would pass the checks on those fields. */
const RESERVED = new Set(['to', 'cc', 'bcc', 'from', 'subject', 'reply-to', 'sender']);

/** These address a message once more, or are the mail system's. (RFC 5322, section 3.6; RFC 2045, section 3) */
const OF_MAIL_SYSTEM =
	/^(?:resent-.*|apparently-to|return-path|received|message-id|date|mime-version|content-.*)$/;

/** Extra header lines of an outgoing message. */
export const headers = pairs(
	{
		displayName: 'Headers',
		rowName: 'Header',
		example: ['X-Ticket-ID', '1042'],
		placeholder: 'Add header',
		description: 'Extra email headers',
	},
	spelt,
	(name, value, before) => {
		refuseLineBreaks(name, 'Headers');
		refuseLineBreaks(value, 'Headers');
		// Printable ASCII without space and colon. (RFC 5322, section 3.6.8)
		if (!/^[!-9;-~]+$/.test(name)) {
			throw new InputError(
				`"${shorten(name)}" is not a header name. Use letters, digits and "-", as in X-Ticket-ID.`,
			);
		}
		if (RESERVED.has(name.toLowerCase())) {
			throw new InputError(
				`"${name}" can't be set under Headers. Use its own field instead; the sender is always the inbox.`,
			);
		}
		if (OF_MAIL_SYSTEM.test(name.toLowerCase())) {
			throw new InputError(
				`"${name}" can't be set under Headers: the mail system writes it. Choose another name, such as X-Ticket-ID.`,
			);
		}
		if (before.some((other) => other.toLowerCase() === name.toLowerCase())) {
			throw new InputError(`"${name}" is listed twice under Headers. Remove one of them.`);
		}
		if (/\p{Cc}/u.test(value)) {
			throw new InputError(
				`The value of the header "${name}" contains control characters. Remove them.`,
			);
		}
	},
);

/** What may be set under Options for every kind of sending, other than who gets a copy. */
export const uncopiedOptions = {
	html: htmlOption,
	replyTo: recipients({
		displayName: 'Send Replies To',
		description: 'Address for replies, if not the inbox',
	}),
	labels: wordList({ displayName: 'Labels', description: 'Labels to add, separated by commas' }),
	headers,
	trackOpens: flag({
		displayName: 'Track Opens',
		description:
			'Whether to track when the message is first opened. Needs HTML and your own domain with Open Tracking on.',
	}),
	attachments,
	idempotencyKey: idempotencyKeyField,
	sendAt: messageSendAt,
};

export const outgoingOptions = {
	...uncopiedOptions,
	cc: recipients({ displayName: 'CC', description: 'Recipients of a visible copy' }),
	bcc: recipients({ displayName: 'BCC', description: 'Recipients hidden from the others' }),
};

/** What a message says and to whom: values of the fields above. */
export type Outgoing = Written &
	Partial<
		Values<
			Omit<typeof outgoingOptions, 'html' | 'idempotencyKey' | 'sendAt'> & {
				to: typeof to;
				subject: typeof subject;
			}
		>
	>;

const MOST_RECIPIENTS = 50;

/** The request body, in wire names. (SDK: SendMessageRequest, ReplyToMessageRequest.) */
export function outgoingBody({ replyTo, trackOpens, ...message }: Outgoing) {
	const count = [message.to, message.cc, message.bcc].flatMap((each) => each ?? []).length;
	if (count > MOST_RECIPIENTS) {
		throw new InputError(
			`A message can have at most ${MOST_RECIPIENTS} recipients (To, CC and BCC together), and this one has ${count}. Split the list into several items.`,
		);
	}
	return { ...message, reply_to: replyTo, track_opens: trackOpens };
}

/** @throws {InputError} when a message is addressed to nobody */
export function refuseNobody({ to, cc, bcc }: { to?: unknown; cc?: unknown; bcc?: unknown }): void {
	if (!to && !cc && !bcc)
		throw new InputError('The message has no recipient. Fill in To, CC or BCC.');
}

/** @throws {InputError} when HTML shows a file that is not attached: who gets it sees a broken picture */
export function refuseMissingPictures({ html, attachments }: Outgoing): void {
	const files = new Set(attachments?.map(fileIdOf));
	const shown = [...(html ?? '').matchAll(PICTURE)].map(([, quoted, bare = '']) =>
		(quoted ?? bare).trim(),
	);
	const missing = shown.find((id) => !files.has(id) && !files.has(unescaped(id)));
	if (missing === undefined) return;
	const id = shorten(missing);
	throw new InputError(
		`HTML shows the image "cid:${id}", but no attachment has the Content ID ${id}. Add the file under Attachments, with Inline on and this Content ID, or remove the image from HTML.`,
	);
}

const fileIdOf = (file: object) =>
	file instanceof StoredFile ? file.details.content_id : (file as SendAttachment.Raw).content_id;

/** As a URL, a Content-ID may be percent-encoded. (RFC 2392) */
const unescaped = (id: string) =>
	id.replace(/%([\da-f]{2})/gi, (_whole, code: string) => String.fromCharCode(parseInt(code, 16)));

/** The Content-ID in the address of an image or a background. (RFC 2392) */
const PICTURE =
	/(?:\b(?:src|background)\s*=|\burl\()\s*(?:["']\s*cid:([^"'<>]+)|cid:([^\s"'<>)]+))/gi;

/** @throws {InputError} when a message is empty: once sent, it cannot be taken back */
export function refuseEmpty(message: {
	text?: unknown;
	html?: unknown;
	attachments?: unknown;
}): void {
	if (message.text || message.html || message.attachments) return;
	throw new InputError(
		'The message is empty. Fill in Text or HTML, or add Attachments under Options. If you use an expression, check that it returns a value.',
	);
}
