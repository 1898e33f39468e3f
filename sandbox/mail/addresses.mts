import addressparser from 'nodemailer/lib/addressparser';
import { ApiError, invalid } from '../errors.mjs';
import type { Inbox } from '../records.mjs';

/** To, cc and bcc together (AgentMail docs: sending). */
const MAX_RECIPIENTS = 50;

/** The bare address of `a@b.c` or `Name <a@b.c>`, lower case; empty if there is not exactly one. */
export function bareAddress(written: string): string {
	const [first, ...more] = addressparser(written);
	if (!first?.address || more.length > 0) return '';
	return /^[^\s@]+@[^\s@]+$/.test(first.address) ? first.address.toLowerCase() : '';
}

/** How an inbox writes itself as a sender: `Display Name <username@domain>`, quoted where RFC 5322 asks for it. */
export function senderOf({ email, display_name }: Inbox): string {
	if (!display_name) return email;
	const isPlain = !/[()<>@,;:\\".[\]]/.test(display_name);
	const name = isPlain ? display_name : `"${display_name.replace(/["\\]/g, '\\$&')}"`;
	return `${name} <${email}>`;
}

/** A property that takes an address or a list of them. @throws ApiError 400 naming the entry */
export function addressList(field: string, value: string | string[] | undefined): string[] {
	if (value === undefined) return [];
	const addresses = typeof value === 'string' ? [value] : value;
	addresses.forEach((address, index) => {
		if (!/[\r\n\0]/.test(address) && bareAddress(address)) return;
		const path = typeof value === 'string' ? [field] : [field, index];
		throw invalid(path, `Expected one address as a@b.c or Name <a@b.c>. Received "${address}".`);
	});
	return addresses;
}

/** @throws ApiError 422 for none or more than 50 (AgentMail docs: sending) */
export function requireRecipients(mail: { to: string[]; cc: string[]; bcc: string[] }): void {
	const count = mail.to.length + mail.cc.length + mail.bcc.length;
	if (count === 0) {
		throw new ApiError('unprocessable', 'The message has no recipients.', {
			fix: 'Give at least one address in `to`, `cc` or `bcc`.',
		});
	}
	if (count > MAX_RECIPIENTS) {
		throw new ApiError('unprocessable', `The message has ${count} recipients, the limit is 50.`, {
			fix: 'Split the recipients of `to`, `cc` and `bcc` over several messages of at most 50.',
		});
	}
}
