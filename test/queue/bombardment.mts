import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, signDelivery, type SignedDelivery } from '../../scripts/delivery.mjs';
import type { QueueStage } from './world.mjs';

const MAIL = JSON.parse(
	readFileSync(new URL('../fixtures/events/message.received.json', import.meta.url), 'utf8'),
) as { message: object };

/** What became of one delivery. `0` stands for an attempt whose connection broke: nobody knows what n8n did with it. */
export interface Outcome {
	id: string;
	answers: number[];
}

export interface Target {
	url: string;
	secret: string;
}

interface Bombardment {
	count: number;
	/** How many are under way at once. */
	atOnce: number;
	/** Told after each delivery how many are through. */
	progress?: (done: number) => void;
}

/** A delivery is repeated with the same id until it is answered 200; AgentMail waits longer in between. */
export const REPEAT_AFTER_MS = 1000;

/** Delivers so many different mails as AgentMail does: again and again, each under its id, until the answer is 200. */
export async function bombard(
	{ url, secret }: Target,
	{ count, atOnce, progress }: Bombardment,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const ids = Array.from({ length: count }, () => `msg_${randomUUID()}`);
	const lane = async () => {
		for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
			const outcome: Outcome = { id, answers: [] };
			outcomes.push(outcome);
			const payload = newMail(id);
			while (outcome.answers.at(-1) !== 200) {
				if (outcome.answers.length > 0) await sleep(REPEAT_AFTER_MS);
				outcome.answers.push(await attempt(url, signDelivery(secret, payload, { id })));
			}
			progress?.(outcomes.length);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return outcomes;
}

async function attempt(url: string, delivery: SignedDelivery): Promise<number> {
	return await deliver(url, delivery).catch(() => 0);
}

/** A mail in an event of its own, from a sender of its own; its subject is the delivery's id. */
export function newMail(id: string): object {
	const message = { ...MAIL.message, subject: id, message_id: `<${id}@example.com>` };
	return { ...MAIL, event_id: `evt_${randomUUID()}`, message };
}

export interface Run {
	status: string;
	delivery: string;
}

/** Every execution of a workflow that n8n has stored, with the id of the delivery that started it. */
export async function runsOf({ query }: QueueStage, workflowId: string): Promise<Run[]> {
	const rows = await query(
		`select e.status, substring(d.data from '"(msg_[0-9a-f-]{36})"') from execution_entity e ` +
			`join execution_data d on d."executionId" = e.id where e."workflowId" = '${workflowId}'`,
	);
	return rows.map((row) => {
		const [status = '', delivery = ''] = row.split('|');
		return { status, delivery };
	});
}

/** How often each value occurs. */
export function tally(values: Iterable<string>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}
