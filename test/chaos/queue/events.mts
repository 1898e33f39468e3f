import { INBOX } from '../webSocket/stage.mjs';

/** Kinds in turn: received email, and what nothing lists afterwards. */
export const KINDS = [
	'message.received',
	'message.sent',
	'message.received',
	'message.bounced',
	'message.received',
	'domain.verified',
] as const;

const MARK = 'evt-chaos-';

/** The event with a number. */
export function event(number: number): object {
	const event_type = KINDS[number % KINDS.length]!;
	const ids = { inbox_id: INBOX, thread_id: `t${number}`, message_id: `<${number}@example.com>` };
	const timestamp = new Date().toISOString();
	const recipients = ['jane@example.com'];
	const details = {
		'message.received': {
			message: { ...ids, timestamp, from: `s${number}@example.com`, subject: 'Hi', text: 'Hello.' },
		},
		'message.sent': { send: { ...ids, timestamp, recipients } },
		'message.bounced': {
			bounce: { ...ids, timestamp, type: 'Permanent', sub_type: 'General', recipients: [] },
		},
		'domain.verified': { domain: { domain_id: `${number}.example.com`, status: 'VERIFIED' } },
	}[event_type];
	return { type: 'event', event_type, event_id: `${MARK}${number}-`, ...details };
}

/** How many executions each event has. */
export function executionsByEvent(executions: Array<{ data: string }>): Map<number, number> {
	const counts = new Map<number, number>();
	for (const { data } of executions) {
		const number = Number(new RegExp(`${MARK}(\\d+)-`).exec(data)?.[1]);
		counts.set(number, (counts.get(number) ?? 0) + 1);
	}
	return counts;
}

/** What is wrong when each of so many events must have exactly one execution. */
export function problemsOf(counts: Map<number, number>, events: number): string[] {
	const all = Array.from({ length: events }, (_, number) => number);
	const missing = all.filter((number) => !counts.has(number));
	const twice = [...counts].filter(([, count]) => count > 1).map(([number]) => number);
	return [
		...(missing.length > 0 ? [`no execution for ${missing.join(', ')}`] : []),
		...(twice.length > 0 ? [`more than one execution for ${twice.join(', ')}`] : []),
	];
}
