import * as sdk from 'agentmail/serialization';
import { invalid } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import {
	forwardedHtml,
	forwardedText,
	prefixed,
	replyAllRecipients,
	replyRecipients,
	threading,
} from '../mail/derive.mjs';
import { filesOf, type Mail } from '../mail/mailbox.mjs';
import { mailOf, sendMail } from '../mail/outgoing.mjs';
import type { Inbox, Message } from '../records.mjs';
import type { Context } from '../routing/context.mjs';
import { inboxOf, namedMessage } from './messageAccess.mjs';

/** The answer of every send (SDK: SendMessageResponse). */
async function sent(context: Context, inbox: Inbox, mail: Mail) {
	const { message_id, thread_id } = await sendMail(context, inbox, mail);
	return { message_id, thread_id };
}

export async function send(context: Context) {
	const inbox = inboxOf(context);
	return await sent(
		context,
		inbox,
		await mailOf(inbox, validate(sdk.SendMessageRequest, context.body)),
	);
}

export async function reply(context: Context) {
	const body = validate(sdk.ReplyToMessageRequest, context.body);
	const { reply_all, to, cc, bcc, ...content } = body;
	const overrides = { ...(to && { to }), ...(cc && { cc }), ...(bcc && { bcc }) };
	if (!reply_all) return await answerTo(context, replyRecipients, { ...content, ...overrides });
	const [first] = Object.keys(overrides);
	if (first) throw invalid([first], 'Not allowed with reply_all, which addresses everyone.');
	return await answerTo(context, replyAllRecipients, content);
}

export async function replyAll(context: Context) {
	const body = validate(sdk.ReplyAllMessageRequest, context.body);
	return await answerTo(context, replyAllRecipients, body);
}

type ReplyBody = ReturnType<typeof validate<sdk.SendMessageRequest.Raw>>;

async function answerTo(context: Context, recipients: typeof replyRecipients, body: ReplyBody) {
	const inbox = inboxOf(context);
	const original = namedMessage(context);
	const mail = await mailOf(inbox, { ...recipients(inbox, original), ...body });
	const subject = prefixed('Re', original.subject);
	return await sent(context, inbox, { ...mail, subject, ...threading(original) });
}

export async function forward(context: Context) {
	const inbox = inboxOf(context);
	const original = namedMessage(context);
	const mail = await mailOf(inbox, validate(sdk.SendMessageRequest, context.body));
	return await sent(context, inbox, forwardOf(context, mail, original));
}

/** A mail that carries another along: its body below the own one, its files, its thread. */
export function forwardOf({ store }: Pick<Context, 'store'>, mail: Mail, original: Message): Mail {
	const html = forwardedHtml(mail.html, original);
	return {
		...mail,
		subject: mail.subject ?? prefixed('Fwd', original.subject),
		text: forwardedText(mail.text, original),
		...(html !== undefined && { html }),
		files: [...mail.files, ...filesOf(store, original)],
		...threading(original),
	};
}
