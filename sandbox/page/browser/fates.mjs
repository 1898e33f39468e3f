/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').MessageView} Message */
/** @typedef {import('../snapshot.mts').DeliveryView} Delivery */
/** @typedef {import('../snapshot.mts').QueueEntryView} QueueEntry */

/** @typedef {{ kind: 'good' | 'ignored' | 'waiting' | 'bad', sentence: string }} Fate */

/** @type {Record<NonNullable<Message['armor']>, Fate>} */
const ARMOR = {
	clear: { kind: 'good', sentence: 'Agent Armor found it clear' },
	held: { kind: 'waiting', sentence: 'Agent Armor holds it until somebody releases it' },
	monitored: { kind: 'bad', sentence: 'Agent Armor wants it reviewed' },
	released: { kind: 'good', sentence: 'Agent Armor held it, and somebody released it' },
};

/** @type {Record<QueueEntry['state'], Fate>} */
const QUEUED = {
	waiting: { kind: 'waiting', sentence: 'Waits in a queue for n8n to read it' },
	read: { kind: 'waiting', sentence: 'Read from a queue, and not done yet' },
	done: { kind: 'good', sentence: 'Read from a queue by n8n' },
};

/**
 * What became of an email that came in: what Agent Armor says, who was told, and what to do if nobody was.
 *
 * @param {Message} message
 * @param {Snapshot} snapshot
 * @returns {Fate[]}
 */
export function fatesOf(message, snapshot) {
	const { deliveries, queues } = snapshot;
	const isArrival = (/** @type {Delivery | QueueEntry} */ { event_type, inbox_id, message_id }) =>
		event_type.startsWith('message.received') &&
		inbox_id === message.inbox_id &&
		message_id === message.message_id;
	const told = [
		...deliveries.filter(isArrival).map(fateOfDelivery),
		...queues.flatMap(({ entries }) => entries.filter(isArrival).map(({ state }) => QUEUED[state])),
		...(message.is_streamed ? [good('Sent to n8n over WebSocket')] : []),
	];
	const armor = message.armor ? [ARMOR[message.armor]] : [];
	const isLost = told.length === 0 && message.armor !== 'held' && !message.is_answered;
	if (isLost) return [...armor, nobody(snapshot)];
	return unlike([...armor, ...told]);
}

/**
 * @param {Delivery} delivery
 * @returns {Fate}
 */
export function fateOfDelivery({ status, attempts, ignored_because }) {
	if (ignored_because) return { kind: 'ignored', sentence: `Ignored: ${ignored_because}` };
	if (status === 'succeeded') return good('Delivered to n8n');
	if (attempts.length === 0) return { kind: 'waiting', sentence: 'On its way to n8n …' };
	return { kind: 'bad', sentence: 'Not accepted by n8n. See Webhooks for what it answered.' };
}

/**
 * @param {string} sentence
 * @returns {Fate}
 */
function good(sentence) {
	return { kind: 'good', sentence };
}

/**
 * @param {Snapshot} snapshot
 * @returns {Fate}
 */
function nobody({ webhooks, queues, subscriptions }) {
	const sentence =
		webhooks.length + queues.length + subscriptions.length === 0
			? 'Nobody was told: no trigger listens. In n8n, publish a workflow that begins with an AgentMail trigger, then write again.'
			: 'Nobody was told: when it came, no trigger listened to this event in this inbox. See Webhooks.';
	return { kind: 'waiting', sentence };
}

/**
 * Two webhooks that took the email are one line.
 *
 * @param {Fate[]} fates
 */
function unlike(fates) {
	return [...new Map(fates.map((fate) => [fate.sentence, fate])).values()];
}
