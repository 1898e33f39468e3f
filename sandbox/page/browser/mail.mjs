import { openCompose, sendOnSubmit } from './compose.mjs';
import { receive } from './control.mjs';
import { byId, el, show } from './dom.mjs';
import { bodyText, nameOf, time } from './format.mjs';
import { attachmentList, emptyState, labelList } from './parts.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').ThreadView} Thread */
/** @typedef {import('../snapshot.mts').MessageView} Message */

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
			el('h2', { class: 'unseen' }, `Mail in ${inbox_id}`),
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
		'No mail yet',
		el(
			'p',
			{},
			`Write to ${inbox_id} as a customer would, such as “Hi, where is my order?”. The mail arrives here, AgentMail tells n8n, and the answer of your workflow appears below it.`,
		),
		el(
			'button',
			{ id: 'write-first', type: 'button', class: 'primary', onclick: () => openCompose(inbox_id) },
			'Write the first mail',
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
	const outside = messages.find(({ labels }) => labels.includes('received')) ?? last;
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
			el('span', { class: 'who' }, nameOf(outside?.from ?? '')),
			el('span', { class: 'count' }, messages.length > 1 ? `${messages.length} emails` : ''),
			el('time', { datetime: timestamp }, time(timestamp)),
			el('span', { class: 'subject' }, subject || '(no subject)'),
			el('span', { class: 'preview' }, last ? bodyText(last).slice(0, 140) : ''),
		),
		labelList(thread.labels.filter((label) => label !== 'received' && label !== 'sent')),
	);
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
		el('ol', { id: 'conversation', 'aria-label': 'Mails of this thread' }),
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
			el('button', { type: 'submit', class: 'primary' }, 'Send mail'),
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
	const fates = messages.map((message) =>
		isSent(message) ? undefined : fateOf(message, snapshot),
	);
	const list = byId('conversation');
	const before = list.childElementCount;
	show(list, [messages, fates], () =>
		messages.map((message, index) => messageEntry(message, fates[index])),
	);
	// The person watches for the answer.
	if (before > 0 && messages.length > before)
		list.lastElementChild?.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {Message} message
 * @param {Fate | undefined} fate
 */
function messageEntry(message, fate) {
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
		el('p', { class: 'body' }, bodyText(message) || '(no text)'),
		attachmentList(attachments),
		labelList(labels),
		fate && el('p', { class: `fate fate-${fate.kind}` }, fate.sentence),
	);
}

/** @typedef {{ kind: 'good' | 'waiting' | 'bad', sentence: string }} Fate */

/**
 * What became of the event of an email that came in: who was told, and what to do if nobody was.
 *
 * @param {Message} message
 * @param {Snapshot} snapshot
 * @returns {Fate}
 */
function fateOf({ message_id }, { deliveries, webhooks }) {
	const told = deliveries.filter((delivery) => delivery.message_id === message_id);
	const failing = told.find(({ status }) => status !== 'succeeded');
	if (told.length === 0 && webhooks.length === 0) {
		const sentence =
			'Nobody was told: no webhook is registered. In n8n, publish a workflow that begins with the AgentMail Trigger, then write again.';
		return { kind: 'waiting', sentence };
	}
	if (told.length === 0) {
		const sentence =
			'Nobody was told: when it came, no webhook listened to this event in this inbox. See Webhooks.';
		return { kind: 'waiting', sentence };
	}
	if (!failing) return { kind: 'good', sentence: 'Delivered to n8n' };
	if (failing.attempts.length === 0) return { kind: 'waiting', sentence: 'On its way to n8n …' };
	return { kind: 'bad', sentence: 'Not accepted by n8n. See Webhooks for what it answered.' };
}
