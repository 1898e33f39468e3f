import { control } from './control.mjs';
import { el, show } from './dom.mjs';
import { time } from './format.mjs';
import { emptyState } from './parts.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').WebhookView} Webhook */
/** @typedef {import('../snapshot.mts').DeliveryView} Delivery */

/** What a delivery's status means to a person. */
const STATUS = {
	pending: { kind: 'waiting', word: 'Waiting' },
	succeeded: { kind: 'good', word: 'Delivered' },
	failed: { kind: 'bad', word: 'Failed' },
};

/**
 * Who is told of events, and what became of each delivery.
 *
 * @param {Element} content
 * @param {Snapshot} snapshot
 */
export function showWebhooks(content, { webhooks, deliveries, url, apiKey }) {
	show(content, ['webhooks', webhooks, deliveries], () => [
		...(webhooks.length > 0
			? [
					el('h2', {}, 'Webhooks'),
					el('p', { class: 'quiet' }, 'Addresses that are told when something happens.'),
					el('ul', { class: 'cards' }, ...webhooks.map(webhookCard)),
				]
			: [noWebhooks(url, apiKey)]),
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
 * @param {string} url
 * @param {string} apiKey
 */
function noWebhooks(url, apiKey) {
	return emptyState(
		'Nobody listens yet',
		el(
			'p',
			{},
			'In n8n, make a workflow that begins with the AgentMail Trigger and publish it: it registers itself here, and each mail starts it.',
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

/** @param {Webhook} webhook */
function webhookCard({ url, enabled, event_types, inbox_ids, created_at }) {
	const place = inbox_ids.length > 0 ? inbox_ids.join(', ') : 'all inboxes of its key';
	return el(
		'li',
		{ class: 'card' },
		el('h3', { class: 'address' }, url),
		el('p', {}, `${event_types.join(', ')} in ${place}`),
		el(
			'p',
			{ class: `fate fate-${enabled ? 'good' : 'bad'}` },
			enabled ? 'Listening since ' : 'Switched off, made ',
			el('time', { datetime: created_at }, time(created_at)),
		),
	);
}

/** @param {Delivery} delivery */
function deliveryEntry({ delivery_id, event_type, subject, status, attempts, next_attempt_at }) {
	const { kind, word } = STATUS[status];
	return el(
		'li',
		{ class: 'delivery' },
		el(
			'div',
			{},
			el('p', {}, el('strong', {}, event_type), subject ? ` ${subject}` : ''),
			el('p', { class: `fate fate-${kind}` }, word),
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
	const said = answer ? `: ${answer}` : '';
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
