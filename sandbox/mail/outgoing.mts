import type { SendMessageRequest } from 'agentmail/serialization';
import { isCutOff } from '../domains/usable.mjs';
import { ApiError, invalid } from '../errors.mjs';
import {
	bouncedEvent,
	complainedEvent,
	deliveredEvent,
	rejectedEvent,
	sentEvent,
	type WebhookEvent,
} from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import type { Inbox, Message } from '../records.mjs';
import type { Services } from '../services.mjs';
import { messageKey, type Store } from '../store.mjs';
import { addressList, bareAddress, requireRecipients, senderOf } from './addresses.mjs';
import { filesOfRequest } from './attachments.mjs';
import { receiveCopy } from './inbound.mjs';
import { blockForGood, requireSendable } from './lists.mjs';
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
		...(request.track_opens && { track_opens: true }),
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
 * @throws ApiError 422 for no or too many recipients, 403 for one that the send lists keep out
 */
export async function sendMail(services: Services, inbox: Inbox, mail: Mail): Promise<Message> {
	const { store } = services;
	requireRecipients(mail);
	if (isCutOff(store, inbox)) {
		throw new ApiError('domain_not_verified', `${inbox.email} sends no mail: its domain is gone.`);
	}
	if (inbox.status === 'paused') {
		throw new ApiError('inbox_paused', `${inbox.email} sends no mail: it is paused.`);
	}
	requireSendable(store, inbox, recipientsOf(mail));
	const labels = ['sent', ...mail.labels];
	const message = await fileMail(store, inbox.inbox_id, { ...mail, labels });
	// A pixel needs HTML. The API wants a custom domain with tracking too; the sandbox does without.
	if (mail.track_opens && mail.html !== undefined) {
		store.tracked.add(messageKey(inbox.inbox_id, message.message_id));
	}
	services.background.run(() => deliverMail(services, message, mail));
	return message;
}

interface Fate {
	label: string;
	event(store: Store, message: Message, address: string): WebhookEvent;
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
	const { store } = services;
	const addresses = [...new Set(recipientsOf(message).map(bareAddress))];
	publish(services, sentEvent(store, message, addresses));
	for (const address of addresses) {
		const fate = fateOf(address);
		if (!fate) continue;
		relabel(store, message, [fate.label], []);
		blockForGood(store, address, fate.label);
		// A complaint comes from someone who has got the mail.
		if (fate.label === 'complained') publish(services, deliveredEvent(store, message, [address]));
		publish(services, fate.event(store, message, address));
	}
	const reached = addresses.filter((address) => !fateOf(address));
	if (reached.length > 0) publish(services, deliveredEvent(store, message, reached));
	for (const address of reached) {
		const inbox = store.inboxes.get(address);
		if (inbox) await receiveCopy(services, inbox, message, mail);
	}
}
