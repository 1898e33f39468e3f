import { offerInboxes, openCompose, prepareCompose } from './compose.mjs';
import { byId, el, show } from './dom.mjs';
import { showDrafts } from './drafts.mjs';
import { nameOf } from './format.mjs';
import { follow } from './live.mjs';
import { showMail } from './mail.mjs';
import { showWebhooks } from './webhooks.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */

/** @type {Snapshot | undefined} */
let latest;

prepareCompose();
byId('write').addEventListener('click', () => openCompose(latest && openInbox(latest)));
addEventListener('hashchange', () => {
	render();
	scrollTo(0, 0);
});
follow((snapshot) => {
	announce(snapshot);
	latest = snapshot;
	render();
}, showConnection);

/** What the address of the page names: `#/inbox/{id}`, `#/thread/{id}`, `#/drafts`, `#/webhooks`. */
function place() {
	const [, name = 'inbox', id = ''] = location.hash.split('/');
	return { name, id: decodeURIComponent(id) };
}

/** @param {Snapshot} snapshot */
function openThread({ threads }) {
	const { name, id } = place();
	return name === 'thread' ? threads.find(({ thread_id }) => thread_id === id) : undefined;
}

/** @param {Snapshot} snapshot */
function openInbox(snapshot) {
	const { name, id } = place();
	const wanted = openThread(snapshot)?.inbox_id ?? (name === 'inbox' ? id : '');
	const known = snapshot.inboxes.find(({ inbox_id }) => inbox_id === wanted);
	return (known ?? snapshot.inboxes[0])?.inbox_id ?? '';
}

function render() {
	if (!latest) return;
	const content = byId('content');
	offerInboxes(latest);
	showPlaces(latest);
	const { name } = place();
	if (name === 'drafts') showDrafts(content, latest);
	else if (name === 'webhooks') showWebhooks(content, latest);
	else showMail(content, latest, openInbox(latest), openThread(latest));
}

/** @param {Snapshot} snapshot */
function showPlaces(snapshot) {
	const { inboxes, threads, drafts, webhooks, queues, subscriptions, deliveries } = snapshot;
	const { name } = place();
	const inMail = name !== 'drafts' && name !== 'webhooks';
	const unread = (/** @type {string} */ id) =>
		threads.filter(({ inbox_id, labels }) => inbox_id === id && labels.includes('unread')).length;
	const isHeard = webhooks.length + queues.length + subscriptions.length > 0;
	const failing = deliveries.filter(({ status }) => status === 'failed').length;
	const entries = [
		...inboxes.map(({ inbox_id, display_name }) => ({
			href: `#/inbox/${encodeURIComponent(inbox_id)}`,
			title: display_name || inbox_id,
			detail: inbox_id,
			note: unread(inbox_id) > 0 ? `${unread(inbox_id)} unread` : '',
			isHere: inMail && inbox_id === openInbox(snapshot),
		})),
		{
			href: '#/drafts',
			title: 'Drafts',
			detail: 'written, not sent',
			note: drafts.length > 0 ? `${drafts.length} waiting` : '',
			isHere: name === 'drafts',
		},
		{
			href: '#/webhooks',
			title: 'Webhooks',
			detail: isHeard ? 'who is told of email' : 'nobody is told yet',
			note: failing > 0 ? `${failing} failed` : '',
			isHere: name === 'webhooks',
		},
	];
	show(byId('places'), entries, () => [el('ul', {}, ...entries.map(placeEntry))]);
}

/** @param {{ href: string, title: string, detail: string, note: string, isHere: boolean }} entry */
function placeEntry({ href, title, detail, note, isHere }) {
	return el(
		'li',
		{},
		el(
			'a',
			{ id: `place-${href}`, href, 'aria-current': isHere ? 'page' : false },
			el('span', { class: 'title' }, title),
			' ',
			el('span', { class: 'note' }, note),
			' ',
			el('span', { class: 'detail' }, detail),
		),
	);
}

/**
 * Says aloud what has come since the last look.
 *
 * @param {Snapshot} snapshot
 */
function announce(snapshot) {
	if (!latest) return;
	const all = (/** @type {Snapshot} */ { threads }) => threads.flatMap(({ messages }) => messages);
	const known = new Set(all(latest).map(({ message_id }) => message_id));
	const [news] = all(snapshot).filter(({ message_id }) => !known.has(message_id));
	if (news) byId('news').textContent = `New email from ${nameOf(news.from)}: ${news.subject}`;
}

/** @param {boolean} isLive */
function showConnection(isLive) {
	const status = byId('connection');
	status.dataset.state = isLive ? 'live' : 'lost';
	status.textContent = isLive
		? 'Live'
		: 'Not connected: the sandbox has ended or is starting. This page tries again by itself.';
}
