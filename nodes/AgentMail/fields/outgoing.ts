import {
	flag,
	pairs,
	singleLine,
	spelt,
	text as textField,
	type Field,
	type Values,
} from './field';
import type { Item } from './item';
import { InputError } from '../shared/inputError';
import { refuseLineBreaks, shorten } from '../shared/values';
import { attachments } from './attachments';
import { idempotencyKeyField } from './keys';
import { wordList } from './list';
import { recipients } from './recipients';

/** The fields of a message on its way out. */

export const to = recipients({
	displayName: 'To',
	description: 'Who gets the message. Separate several with commas.',
});

export const subject = singleLine({
	displayName: 'Subject',
	placeholder: 'e.g. Your order 1042',
	description: 'The subject line. Replies keep that of their conversation.',
});

const plainText = textField({
	displayName: 'Text',
	typeOptions: { rows: 5 },
	description: 'The message as plain text. For a formatted version, add HTML as well.',
});

/** A tag of a formatted mail. Plain text has `<` too, as in `a < b` or `<jane@example.com>`. */
const TAG =
	/<\/?(?:a|b|body|br|div|em|h[1-6]|html|i|img|li|ol|p|span|strong|table|td|tr|ul)(?:\s[^<>]*)?\/?>/i;

/** Runs of the node that were told. */
const told = new WeakSet<object>();

/** HTML in it is sent as it stands: someone may write about HTML. n8n shows a hint beside the output. */
export const text: Field<string | undefined, Item> = {
	properties: plainText.properties,
	read: async (item, path) => {
		const given = await plainText.read(item, path);
		if (given !== undefined && TAG.test(given) && !told.has(item.context)) {
			told.add(item.context);
			item.context.addExecutionHints({
				message:
					'Text holds HTML tags, which mail programs show as they are. Put the formatted version into HTML under Options.',
			});
		}
		return given;
	},
};

export const html = textField({
	displayName: 'HTML',
	typeOptions: { rows: 5 },
	description: 'The message as HTML. Keep Text filled too: some readers show only that.',
});

/** These have fields of their own; as custom headers they could address the mail past the checks on them. */
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
		description:
			'Extra lines in the head of the mail, which people do not see, such as X-Ticket-ID',
	},
	spelt,
	(name, value, before) => {
		refuseLineBreaks(name, 'Headers');
		refuseLineBreaks(value, 'Headers');
		// Printable ASCII without space and colon. (RFC 5322, section 3.6.8)
		if (!/^[!-9;-~]+$/.test(name)) {
			throw new InputError(
				`"${shorten(name)}" is not a header name. Use letters, digits and "-", such as X-Ticket-ID.`,
			);
		}
		if (RESERVED.has(name.toLowerCase())) {
			throw new InputError(
				`"${name}" cannot be set under Headers. Use the field of that name instead.`,
			);
		}
		if (OF_MAIL_SYSTEM.test(name.toLowerCase())) {
			throw new InputError(
				`"${name}" cannot be set under Headers: the mail system writes it. Use a name of your own, such as X-Ticket-ID.`,
			);
		}
		if (before.some((other) => other.toLowerCase() === name.toLowerCase())) {
			throw new InputError(`"${name}" stands twice under Headers. Keep one of them.`);
		}
		if (/\p{Cc}/u.test(value)) {
			throw new InputError(
				`The header "${name}" holds control characters. Remove them from its value.`,
			);
		}
	},
);

/** What may be set for every kind of sending, under Options. */
export const outgoingOptions = {
	html,
	cc: recipients({ displayName: 'CC', description: 'Who gets a copy that everyone sees' }),
	bcc: recipients({ displayName: 'BCC', description: 'Who gets a copy that nobody else sees' }),
	replyTo: recipients({
		displayName: 'Reply To',
		description: 'Where answers go instead of to the inbox',
	}),
	labels: wordList({ displayName: 'Labels', description: 'Labels to put on the sent message' }),
	headers,
	trackOpens: flag({
		displayName: 'Track Opens',
		description:
			'Whether to learn when the message is first opened. Needs HTML, and a domain of your own with Open Tracking switched on (see Domain: Update).',
	}),
	attachments,
	idempotencyKey: idempotencyKeyField,
};

/** What a message says and to whom: values of the fields above. */
export type Outgoing = Partial<
	Values<
		Omit<typeof outgoingOptions, 'idempotencyKey'> & {
			to: typeof to;
			subject: typeof subject;
			text: typeof text;
		}
	>
>;

const MOST_RECIPIENTS = 50;

/** The request body, in wire names. (SDK: SendMessageRequest, ReplyToMessageRequest.) */
export function outgoingBody({ replyTo, trackOpens, ...message }: Outgoing) {
	const count = [message.to, message.cc, message.bcc].flatMap((each) => each ?? []).length;
	if (count > MOST_RECIPIENTS) {
		throw new InputError(
			`A message may have ${MOST_RECIPIENTS} recipients at most (To, CC and BCC together), this one has ${count}. Split the list over several items.`,
		);
	}
	return { ...message, reply_to: replyTo, track_opens: trackOpens };
}

/** @throws {InputError} when a message is addressed to nobody */
export function refuseNobody({ to, cc, bcc }: { to?: unknown; cc?: unknown; bcc?: unknown }): void {
	if (!to && !cc && !bcc)
		throw new InputError('The message has no recipient. Fill in To, CC or BCC.');
}

/** @throws {InputError} when a message says nothing: a mail that was sent empty cannot be taken back */
export function refuseEmpty(message: {
	text?: unknown;
	html?: unknown;
	attachments?: unknown;
}): void {
	if (message.text || message.html || message.attachments) return;
	throw new InputError(
		'The message has no content. Fill in Text, or HTML or Attachments under Options. If an expression is used, check that it finds a value.',
	);
}
