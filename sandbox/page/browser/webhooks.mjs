import { control } from './control.mjs';
import { el, show } from './dom.mjs';
import { time } from './format.mjs';
import { fateOfDelivery } from './fates.mjs';
import { emptyState, fateLine } from './parts.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').WebhookView} Webhook */
/** @typedef {import('../snapshot.mts').DeliveryView} Delivery */

/**
 * What a delivery's status means to a person.
 *
 * @type {Record<Delivery['status'], import('./fates.mjs').Fate>}
 */
const STATUS = {
	pending: { kind: 'waiting', sentence: 'Waiting' },
	succeeded: { kind: 'good', sentence: 'Delivered' },
	failed: { kind: 'bad', sentence: 'Failed' },
};

/**
 * Who is told of events, and what became of each delivery.
 *
 * @param {Element} content
 * @param {Snapshot} snapshot
 */
export function showWebhooks(content, snapshot) {
	const { webhooks, queues, subscriptions, deliveries, url, apiKey } = snapshot;
	const isHeard = webhooks.length + queues.length + subscriptions.length > 0;
	show(content, ['webhooks', webhooks, queues, subscriptions, deliveries], () => [
		...(isHeard ? [] : [noWebhooks(url, apiKey)]),
		...section(
			'Webhooks',
			'Addresses that are told when something happens.',
			webhooks,
			webhookCard,
		),
		...section('Queues', 'Events wait here until a trigger reads them.', queues, queueCard),
		...section(
			'WebSocket connections',
			'They are told at once, and only while they are open.',
			subscriptions,
			subscriptionCard,
		),
		...(deliveries.length > 0
			? [
					el('h2', {}, 'Deliveries'),
					el('p', { class: 'problem', id: 'delivery-problem', role: 'alert' }),
					el('ul', { class: 'deliveries' }, ...deliveries.map(deliveryEntry)),
				]
			: []),
	]);
}

/**
 * @template Listener
 * @param {string} title
 * @param {string} note
 * @param {Listener[]} listeners
 * @param {(listener: Listener) => Element} card
 */
function section(title, note, listeners, card) {
	if (listeners.length === 0) return [];
	return [
		el('h2', {}, title),
		el('p', { class: 'quiet' }, note),
		el('ul', { class: 'cards' }, ...listeners.map(card)),
	];
}

/**
 * @param {string} url
 * @param {string} apiKey
 */
function noWebhooks(url, apiKey) {
	return emptyState(
		'Nobody listens yet',
		el(
			'p',
			{},
			'In n8n, make a workflow that begins with the AgentMail Trigger and publish it: it registers itself here, and each email starts it.',
		),
		el('p', {}, 'Its credential for this sandbox:'),
		el(
			'dl',
			{ class: 'facts' },
			el('dt', {}, 'API Key'),
			el('dd', {}, el('code', {}, apiKey)),
			el('dt', {}, 'Region'),
			el('dd', {}, 'Own Server'),
			el('dt', {}, 'Base URL'),
			el('dd', {}, el('code', {}, url)),
		),
	);
}

/** @param {{ event_types?: string[], inbox_ids?: string[] }} listener */
function listensTo({ event_types = ['all events'], inbox_ids = [] }) {
	const place = inbox_ids.length > 0 ? inbox_ids.join(', ') : 'all inboxes of its key';
	return el('p', {}, `${event_types.join(', ')} in ${place}`);
}

/** @param {Snapshot['queues'][number]} queue */
function queueCard(queue) {
	const waiting = queue.entries.filter(({ state }) => state !== 'done').length;
	return el(
		'li',
		{ class: 'card' },
		el('h3', { class: 'address' }, queue.client_id),
		listensTo(queue),
		waiting > 0
			? el('p', { class: 'fate fate-waiting' }, `${waiting} waiting`)
			: el('p', { class: 'fate fate-good' }, 'All read'),
	);
}

/** @param {Snapshot['subscriptions'][number]} subscription */
function subscriptionCard(subscription) {
	return el(
		'li',
		{ class: 'card' },
		listensTo(subscription),
		el('p', { class: 'fate fate-good' }, 'Open'),
	);
}

/** @param {Webhook} webhook */
function webhookCard(webhook) {
	const { url, enabled, created_at } = webhook;
	return el(
		'li',
		{ class: 'card' },
		el('h3', { class: 'address' }, url),
		listensTo(webhook),
		el(
			'p',
			{ class: `fate fate-${enabled ? 'good' : 'bad'}` },
			enabled ? 'Listening since ' : 'Switched off, made ',
			el('time', { datetime: created_at }, time(created_at)),
		),
	);
}

/** @param {Delivery} delivery */
function deliveryEntry(delivery) {
	const { delivery_id, event_type, subject, status, attempts, next_attempt_at } = delivery;
	return el(
		'li',
		{ class: 'delivery' },
		el(
			'div',
			{},
			el('p', {}, el('strong', {}, event_type), subject ? ` ${subject}` : ''),
			fateLine(delivery.ignored_because ? fateOfDelivery(delivery) : STATUS[status]),
			el('ol', { class: 'attempts', 'aria-label': 'Attempts' }, ...attempts.map(attemptEntry)),
			next_attempt_at && attempts.length > 0
				? el(
						'p',
						{ class: 'quiet' },
						'Next try ',
						el('time', { datetime: next_attempt_at }, time(next_attempt_at)),
					)
				: undefined,
		),
		el(
			'button',
			{
				id: `redeliver-${delivery_id}`,
				type: 'button',
				'aria-label': `Deliver again: ${event_type} ${subject ?? ''}`,
				onclick: () => redeliver(delivery_id),
			},
			'Deliver again',
		),
	);
}

/** @param {Delivery['attempts'][number]} attempt */
function attemptEntry({ at, status, answer, error }) {
	// The line above says why an event was ignored.
	const said = answer && !answer.startsWith('Ignored: ') ? `: ${answer}` : '';
	const outcome = status === undefined ? `no answer: ${error}` : `answered ${status}${said}`;
	return el('li', {}, el('time', { datetime: at }, time(at)), ` ${outcome}`);
}

/** @param {string} delivery_id */
async function redeliver(delivery_id) {
	const problem = document.getElementById('delivery-problem');
	try {
		await control('redeliver', { delivery_id });
		problem?.replaceChildren();
	} catch (error) {
		problem?.replaceChildren(/** @type {Error} */ (error).message);
	}
}
