import type { Inbox, Message } from '../records.mjs';
import { bareAddress } from './addresses.mjs';

interface Recipients {
	to: string[];
	cc: string[];
}

/** Where an answer goes: Reply-To, else From; an own mail is answered to whom it went. */
export function replyRecipients(inbox: Inbox, original: Message): Recipients {
	if (bareAddress(original.from) === inbox.email) return { to: original.to, cc: [] };
	return { to: original.reply_to ?? [original.from], cc: [] };
}

/** As {@link replyRecipients}, with all others of the original in cc, the inbox itself left out. */
export function replyAllRecipients(inbox: Inbox, original: Message): Recipients {
	const { to } = replyRecipients(inbox, original);
	const taken = new Set([inbox.email, ...to.map(bareAddress)]);
	const cc = [...original.to, ...(original.cc ?? [])].filter((address) => {
		const isNew = !taken.has(bareAddress(address));
		taken.add(bareAddress(address));
		return isNew;
	});
	return { to, cc };
}

/** `Re: ` or `Fwd: ` before a subject that does not begin so already. */
export function prefixed(prefix: 'Re' | 'Fwd', subject = ''): string {
	const has = subject.toLowerCase().startsWith(`${prefix.toLowerCase()}:`);
	return has ? subject : `${prefix}: ${subject}`;
}

/** In-Reply-To and References of a mail that follows another (RFC 5322, 3.6.4). */
export function threading(original: Message): { in_reply_to: string; references: string[] } {
	const { message_id, references = [] } = original;
	return { in_reply_to: message_id, references: [...references, message_id] };
}

/** What a forwarded text carries below the new one. */
export function forwardedText(text: string | undefined, original: Message): string {
	const head = [
		'---------- Forwarded message ----------',
		`From: ${original.from}`,
		`Date: ${original.timestamp}`,
		`Subject: ${original.subject ?? ''}`,
		`To: ${original.to.join(', ')}`,
	];
	return `${text ?? ''}\n\n${head.join('\n')}\n\n${original.text ?? ''}`;
}

/** As {@link forwardedText} for HTML; undefined if neither has any. */
export function forwardedHtml(html: string | undefined, original: Message): string | undefined {
	if (html === undefined && original.html === undefined) return undefined;
	return `${html ?? ''}<br><div class="gmail_quote">${original.html ?? ''}</div>`;
}
