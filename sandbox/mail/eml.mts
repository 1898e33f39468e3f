import MailComposer from 'nodemailer/lib/mail-composer';
import type { FileContent, Message } from '../records.mjs';

/** A message as RFC 5322 text. Bcc is left out, as in every mail that is on its way. */
export async function composeEml(message: Message, files: FileContent[]): Promise<Buffer> {
	const composer = new MailComposer({
		messageId: message.message_id,
		date: new Date(message.timestamp),
		from: message.from,
		to: message.to,
		cc: message.cc ?? [],
		replyTo: message.reply_to ?? [],
		...(message.subject !== undefined && { subject: message.subject }),
		...(message.in_reply_to && { inReplyTo: message.in_reply_to }),
		...(message.references && { references: message.references }),
		...(message.headers && { headers: message.headers }),
		// A mail needs a body: without one of its own it has an empty text.
		...((message.text !== undefined || message.html === undefined) && { text: message.text ?? '' }),
		...(message.html !== undefined && { html: message.html }),
		attachments: files.map((file) => ({
			content: file.bytes,
			filename: file.filename ?? false,
			...(file.content_type && { contentType: file.content_type }),
			...(file.content_disposition && { contentDisposition: file.content_disposition }),
			...(file.content_id && { cid: file.content_id }),
		})),
	});
	return await composer.compile().build();
}
