import { openCompose, sendOnSubmit } from './compose.mjs';
import { receive } from './control.mjs';
import { byId, el, show } from './dom.mjs';
import { fatesOf } from './fates.mjs';
import { bodyText, nameOf, time } from './format.mjs';
import { attachmentList, emptyState, fateLine, labelList, mailBody } from './parts.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').ThreadView} Thread */
/** @typedef {import('../snapshot.mts').MessageView} Message */
/** @typedef {import('./fates.mjs').Fate} Fate */

/**
 * The threads of an inbox, and one of them as a conversation.
 *
 * @param {Element} content
 * @param {Snapshot} snapshot
 * @param {string} inbox_id
 * @param {Thread | undefined} thread the one that is open
 */
export function showMail(content, snapshot, inbox_id, thread) {
	const threads = snapshot.threads.filter((one) => one.inbox_id === inbox_id);
	show(content, ['mail', inbox_id, threads.length > 0, thread?.thread_id], () => {
		if (threads.length === 0) return [noMail(inbox_id)];
		return [
			el('h2', { class: 'unseen' }, `Email in ${inbox_id}`),
			el(
				'div',
				{ class: thread ? 'mail is-open' : 'mail' },
				el('ul', { id: 'threads', class: 'threads', 'aria-label': 'Threads' }),
				thread ? conversationFrame(thread) : pickOne(),
			),
		];
	});
	if (threads.length === 0) return;
	show(byId('threads'), [threads, thread?.thread_id], () =>
		threads.map((one) => threadEntry(one, one === thread)),
	);
	if (thread) showConversation(thread, snapshot);
}

/** @param {string} inbox_id */
function noMail(inbox_id) {
	return emptyState(
		'No email yet',
		el(
			'p',
			{},
			`Write to ${inbox_id} as a customer would, such as “Hi, where is my order?”. The email arrives here, AgentMail tells n8n, and the answer of your workflow appears below it.`,
		),
		el(
			'button',
			{ id: 'write-first', type: 'button', class: 'primary', onclick: () => openCompose(inbox_id) },
			'Write the first email',
		),
	);
}

function pickOne() {
	return el('p', { class: 'quiet pick' }, 'Choose a thread to read its conversation.');
}

/**
 * @param {Thread} thread
 * @param {boolean} isOpen
 */
function threadEntry(thread, isOpen) {
	const { thread_id, subject, timestamp, messages } = thread;
	const last = messages.at(-1);
	return el(
		'li',
		{ class: thread.labels.includes('unread') ? 'is-unread' : '' },
		el(
			'a',
			{
				id: `thread-${thread_id}`,
				href: `#/thread/${encodeURIComponent(thread_id)}`,
				'aria-current': isOpen ? 'page' : false,
			},
			el('span', { class: 'who' }, correspondent(thread)),
			messages.length > 1 ? el('span', { class: 'count' }, `${messages.length} emails`) : undefined,
			el('time', { datetime: timestamp }, time(timestamp)),
			el('span', { class: 'subject' }, subject || '(no subject)'),
			el('span', { class: 'preview' }, last ? bodyText(last).slice(0, 140) : ''),
		),
		labelList(thread.labels.filter((label) => label !== 'received' && label !== 'sent')),
	);
}

/**
 * Who wrote to the inbox, or to whom it wrote.
 *
 * @param {Thread} thread
 */
function correspondent({ messages }) {
	const received = messages.find((message) => !isSent(message));
	if (received) return nameOf(received.from);
	return `To: ${(messages[0]?.to ?? []).map(nameOf).join(', ')}`;
}

/**
 * What of a conversation stays while mail comes in: its head, and the answer that is being written.
 *
 * @param {Thread} thread
 */
function conversationFrame(thread) {
	const { inbox_id, subject } = thread;
	return el(
		'article',
		{ class: 'conversation', 'aria-labelledby': 'conversation-title' },
		el('a', { class: 'back', href: `#/inbox/${encodeURIComponent(inbox_id)}` }, '← All threads'),
		el('h2', { id: 'conversation-title' }, subject || '(no subject)'),
		el('ol', { id: 'conversation', 'aria-label': 'Emails of this thread' }),
		replyForm(thread),
	);
}

/** @param {Thread} thread */
function replyForm({ inbox_id, subject, messages }) {
	const form = el(
		'form',
		{ class: 'reply' },
		el('label', { for: 'reply-text' }, 'Write again as the customer'),
		el('textarea', { id: 'reply-text', name: 'text', rows: '2', required: true }),
		el('p', { class: 'problem', role: 'alert' }),
		el(
			'div',
			{ class: 'buttons' },
			el('button', { type: 'submit', class: 'primary' }, 'Send email'),
		),
	);
	sendOnSubmit(form, async (fields) => {
		const mail = {
			inbox_id,
			from: outsiderOf(messages),
			subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
			text: fields.text('text'),
			in_reply_to: lastShown(),
		};
		await receive(mail, []);
		form.reset();
	});
	return form;
}

/** The message that a new one answers: others may have come since the form was made. */
function lastShown() {
	const last = byId('conversation').lastElementChild;
	return (last instanceof HTMLElement && last.dataset.message) || '';
}

/**
 * The person outside with whom the inbox talks.
 *
 * @param {Message[]} messages
 */
function outsiderOf([first]) {
	if (!first) return '';
	return isSent(first) ? (first.to[0] ?? '') : first.from;
}

/** @param {Message} message */
function isSent({ labels }) {
	return labels.includes('sent') && !labels.includes('received');
}

/**
 * @param {Thread} thread
 * @param {Snapshot} snapshot
 */
function showConversation({ messages }, snapshot) {
	const fates = messages.map((message) => (isSent(message) ? [] : fatesOf(message, snapshot)));
	const list = byId('conversation');
	const before = list.childElementCount;
	show(list, [messages, fates], () =>
		messages.map((message, index) => messageEntry(message, fates[index] ?? [])),
	);
	// The person watches for the answer.
	if (before > 0 && messages.length > before)
		list.lastElementChild?.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {Message} message
 * @param {Fate[]} fates
 */
function messageEntry(message, fates) {
	const { message_id, from, to, cc, timestamp, attachments, labels } = message;
	const people = [...to, ...cc].map(nameOf).join(', ');
	return el(
		'li',
		{ class: isSent(message) ? 'message is-sent' : 'message', 'data-message': message_id },
		el(
			'p',
			{ class: 'head' },
			el('strong', { title: from }, nameOf(from)),
			` to ${people} `,
			el('time', { datetime: timestamp }, time(timestamp)),
		),
		mailBody(message_id, message),
		attachmentList(attachments),
		labelList(labels),
		...fates.map(fateLine),
	);
}
