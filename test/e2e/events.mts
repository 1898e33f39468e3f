import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { EVENTS as CATALOGUE } from '../../nodes/AgentMail/events/catalogue.js';
import { deliver, signDelivery } from '../../scripts/delivery.mjs';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { publish, trigger, type Published, type World } from './world.mjs';

interface Payload {
	event_type: string;
	event_id?: string;
}

const EVENTS = fixtures('events', (content) => content as Payload);
const OFFERED = new Set(CATALOGUE.map(({ value }) => value));
/** Of those that the trigger offers: AgentMail registers no others. */
const VARIANTS = fixtures(
	'event-variants',
	(content) => (content as { payload: Payload }).payload,
).filter(([, { event_type }]) => OFFERED.has(event_type));

export function eventsSuite(world: () => World): void {
	it('comes from a fixture: all that the trigger offers', () => {
		expect(new Set(EVENTS.map(([, { event_type }]) => event_type))).toEqual(OFFERED);
	});

	describe('of a trigger that wants all', () => {
		const published = publishedTrigger(world, {
			events: [...OFFERED],
			scope: 'organization',
		});
		let sent = 0;

		it.each([...EVENTS, ...VARIANTS])('%s starts one execution', async (_file, payload) => {
			const { workflow, url, secret } = published();
			expect(await deliver(url, signDelivery(secret, payload))).toBe(200);
			sent += 1;
			const executions = await world().n8n.client.endedExecutions(workflow.id, sent);
			expect(executions.length).toBe(sent);
			expect(executions[0]?.status).toBe('success');
			const items = outputOf(executions[0]!, 'Trigger');
			expect(items).toHaveLength(1);
			expect(items[0]?.json).toMatchObject({ event: { type: payload.event_type } });
		});

		it('a delivery that is repeated starts none', async () => {
			const { workflow, url, secret } = published();
			const [, payload] = EVENTS[0]!;
			const delivery = signDelivery(secret, payload);
			expect(await deliver(url, delivery)).toBe(200);
			expect(await deliver(url, delivery)).toBe(200);
			const executions = await world().n8n.client.endedExecutions(workflow.id, sent + 1);
			expect(executions.length).toBe(sent + 1);
		});
	});

	describe('of a trigger that wants new mail only', () => {
		const published = publishedTrigger(world, {
			events: ['message.received'],
			scope: 'organization',
		});
		const unwanted = EVENTS.filter(([, { event_type }]) => event_type !== 'message.received');

		it('starts none when it was not asked for, and is answered 200', async () => {
			const { workflow, url, secret } = published();
			for (const [, payload] of unwanted) {
				expect(await deliver(url, signDelivery(secret, payload))).toBe(200);
			}
			expect(await world().n8n.client.executions(workflow.id)).toEqual([]);
		});
	});
}

function publishedTrigger(world: () => World, parameters: Record<string, unknown>) {
	let published: Published | undefined;
	beforeAll(async () => {
		published = await publish(world(), trigger(world(), { inboxIds: [], ...parameters }));
	}, 60_000);
	afterAll(async () => {
		if (published) await world().n8n.client.deactivate(published.workflow.id);
	}, 60_000);
	return (): Published => {
		if (!published) throw new Error('The trigger was not published.');
		return published;
	};
}

function fixtures(
	folder: string,
	payloadOf: (content: unknown) => Payload,
): Array<[string, Payload]> {
	const root = new URL(`../fixtures/${folder}/`, import.meta.url);
	return readdirSync(root)
		.filter((file) => file.endsWith('.json'))
		.map((file) => [
			`${folder}/${file}`,
			payloadOf(JSON.parse(readFileSync(new URL(file, root), 'utf8'))),
		]);
}
