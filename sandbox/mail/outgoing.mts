import type { SendMessageRequest } from 'agentmail/serialization';
import { invalid } from '../errors.mjs';
import {
	bouncedEvent,
	complainedEvent,
	deliveredEvent,
	rejectedEvent,
	sentEvent,
} from '../events/events.mjs';
import type { Inbox, Message } from '../records.mjs';
import type { Services } from '../services.mjs';
import type { Store } from '../store.mjs';
import { addressList, bareAddress, requireRecipients, senderOf } from './addresses.mjs';
import { filesOfRequest } from './attachments.mjs';
import { receiveCopy } from './inbound.mjs';
import { fileMail, recipientsOf, relabel, type Mail } from './mailbox.mjs';

type WithoutNulls<T> = { [K in keyof T]: Exclude<T[K], null> };

/** A mail as a send request describes it. @throws ApiError 400 naming the field that is wrong */
export async function mailOf(
	inbox: Inbox,
	request: WithoutNulls<SendMessageRequest.Raw>,
): Promise<Mail> {
	const { subject, text, html } = request;
	if (subject && /[\r\n\0]/.test(subject))
		throw invalid(['subject'], 'Line breaks are not allowed.');
	return {
		from: senderOf(inbox),
		to: addressList('to', request.to),
		cc: addressList('cc', request.cc),
		bcc: addressList('bcc', request.bcc),
		reply_to: addressList('reply_to', request.reply_to),
		...(subject !== undefined && { subject }),
		...(text !== undefined && { text }),
		...(html !== undefined && { html }),
		labels: request.labels ?? [],
		...(request.headers && { headers: checkedHeaders(request.headers) }),
		files: await filesOfRequest(request.attachments),
	};
}

function checkedHeaders(headers: Record<string, string>): Record<string, string> {
	for (const [name, value] of Object.entries(headers)) {
		if (!/^[!-9;-~]+$/.test(name)) throw invalid(['headers', name], 'Not a header name.');
		if (/[\r\n\0]/.test(value)) throw invalid(['headers', name], 'Line breaks are not allowed.');
	}
	return headers;
}

/**
 * Sends a mail: it lies in the inbox as `sent` when this returns; what becomes of it (delivery to
 * other inboxes, events) follows in the background.
 * @throws ApiError 422 for no or too many recipients
 */
export async function sendMail(services: Services, inbox: Inbox, mail: Mail): Promise<Message> {
	requireRecipients(mail);
	const labels = ['sent', ...mail.labels];
	const message = await fileMail(services.store, inbox.inbox_id, { ...mail, labels });
	services.background.run(() => deliverMail(services, message, mail));
	return message;
}

interface Fate {
	label: string;
	event(store: Store, message: Message, address: string): object;
}

/** Local parts that stand for an outcome, at any domain, as with the simulators of mail providers. */
const FATES = new Map<string, Fate>([
	['bounce', { label: 'bounced', event: bouncedEvent }],
	['complaint', { label: 'complained', event: complainedEvent }],
	['reject', { label: 'rejected', event: rejectedEvent }],
]);

function fateOf(address: string): Fate | undefined {
	return FATES.get(address.slice(0, address.indexOf('@')));
}

async function deliverMail(services: Services, message: Message, mail: Mail): Promise<void> {
	const { deliveries, store } = services;
	const addresses = [...new Set(recipientsOf(message).map(bareAddress))];
	deliveries.emit(sentEvent(store, message, addresses));
	for (const address of addresses) {
		const fate = fateOf(address);
		if (!fate) continue;
		relabel(store, message, [fate.label], []);
		// A complaint comes from someone who has got the mail.
		if (fate.label === 'complained') deliveries.emit(deliveredEvent(store, message, [address]));
		deliveries.emit(fate.event(store, message, address));
	}
	const reached = addresses.filter((address) => !fateOf(address));
	if (reached.length > 0) deliveries.emit(deliveredEvent(store, message, reached));
	for (const address of reached) {
		if (store.inboxes.has(address)) await receiveCopy(services, address, message, mail);
	}
}
