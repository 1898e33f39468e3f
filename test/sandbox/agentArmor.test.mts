import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type InboundMail, type Sandbox } from '../../sandbox/index.mjs';
import { problemsOfAnswer, problemsOfSchema } from '../newerApi.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';
import { INBOX, useWebhooks } from './webhookFixture.mjs';

const f = useWebhooks();
const SECURITY = ['completed', 'review', 'override'].map((what) => `message.security.${what}`);
const SCHEMAS: Record<string, string> = {
	'message.security.completed': 'MessageSecurityCompletedEvent',
	'message.security.review': 'MessageSecurityReviewEvent',
	'message.security.override': 'MessageSecurityOverrideEvent',
};

interface ArmorEvent {
	event_type: string;
	event_id: string;
	message: {
		message_id: string;
		labels?: string[];
		agent_armor?: { verdict: string; manual_override?: object };
		manual_override?: { override_id: string };
	};
}

/** What is delivered of a mail, each event of Agent Armor as the fragment describes it. */
async function eventsOf(mail: Partial<InboundMail>): Promise<ArmorEvent[]> {
	await f.sandbox.receive(INBOX, { from: 'mia@example.com', text: 'Hi', ...mail });
	return await delivered();
}

async function delivered(): Promise<ArmorEvent[]> {
	await f.sandbox.idle();
	const events = f.receiver.deliveries.map(({ body }) => JSON.parse(body) as ArmorEvent);
	for (const event of events) {
		const schema = SCHEMAS[event.event_type];
		if (schema) expect(problemsOfSchema(schema, event)).toEqual([]);
	}
	return events;
}

const types = (events: ArmorEvent[]) => events.map(({ event_type }) => event_type);

async function listen(agentArmor: 'off' | 'monitor' | 'hold'): Promise<void> {
	f.sandbox.settings.agentArmor = agentArmor;
	await f.subscribe({ event_types: ['message.received', ...SECURITY] });
}

const release = async (
	message_id: string,
	body: object = { reason: 'Known sender' },
	key?: string,
) => {
	const path = `${inboxPath(INBOX, message_id)}/agent-armor/release`;
	const answer = await f.api('POST', path, { body, key });
	const request = { method: 'POST', path: `/v0${path}` };
	expect(problemsOfAnswer(request, answer.status, answer.body)).toEqual([]);
	return answer;
};

describe('in Monitor', () => {
	test.each([
		['clear', false],
		['review', true],
	])('a %s mail arrives at once, and its scan is told afterwards', async (verdict, review) => {
		await listen('monitor');
		f.sandbox.settings.scanMs = 20;
		const [received, completed, ...more] = await eventsOf({ review });
		expect(received).toMatchObject({ event_type: 'message.received' });
		expect(received?.message).not.toHaveProperty('agent_armor');
		expect(completed).toMatchObject({
			event_type: 'message.security.completed',
			message: { agent_armor: { verdict } },
		});
		expect(completed?.message).not.toHaveProperty('labels');
		expect(more).toEqual([]);
	});
});

describe('in Hold', () => {
	test('a clear mail arrives with its scan, and nothing else is told', async () => {
		await listen('hold');
		const events = await eventsOf({});
		expect(types(events)).toEqual(['message.received']);
		expect(events[0]?.message.agent_armor).toMatchObject({ verdict: 'clear' });
	});

	test('a suspicious mail is held until someone releases it', async () => {
		await listen('hold');
		const [review, ...more] = await eventsOf({ review: true });
		expect(review).toMatchObject({ event_type: 'message.security.review' });
		expect(more).toEqual([]);
		const { message_id } = review!.message;
		const held = await f.api<{ messages: object[] }>(
			'GET',
			`${inboxPath(INBOX)}/messages?labels=["agent-armor-held"]`,
		);
		expect(held.body.messages).toMatchObject([{ message_id }]);

		const { body } = await release(message_id);
		const [, ...after] = await delivered();
		expect(types(after).sort()).toEqual(['message.received', 'message.security.override']);
		const override = after.find(({ event_type }) => event_type.endsWith('override'));
		expect(override?.event_id).toBe(override?.message.manual_override?.override_id);
		const received = after.find(({ event_type }) => event_type === 'message.received');
		expect(received?.message).toMatchObject({
			labels: ['received', 'unread'],
			agent_armor: { verdict: 'review', ...body },
		});
	});

	test('a release is repeated safely, and refused where nothing is held', async () => {
		await listen('hold');
		const [review] = await eventsOf({ review: true });
		const { message_id } = review!.message;
		const first = await release(message_id);
		expect(await release(message_id)).toEqual(first);
		expect(await release(message_id, { reason: 'Another' })).toMatchObject({ status: 409 });
		const other = f.sandbox.createKey();
		expect(await release(message_id, undefined, other)).toMatchObject({ status: 409 });
		expect(types(await delivered())).toHaveLength(3);

		const clear = await f.sandbox.receive(INBOX, { from: 'a@b.co' });
		expect(await release(clear.message_id)).toMatchObject({ status: 409 });
	});

	test.each([{}, { reason: '  ' }, { reason: 7 }, { reason: 'x'.repeat(2049) }])(
		'a release needs a reason: %j',
		async (body) => {
			await listen('hold');
			const [review] = await eventsOf({ review: true });
			expect(await release(review!.message.message_id, body)).toMatchObject({ status: 400 });
		},
	);
});

describe('feedback', () => {
	let sandbox: Sandbox;
	let api: Call;
	beforeEach(async () => {
		sandbox = await startSandbox();
		api = apiOf(sandbox);
	});
	afterEach(async () => await sandbox.close());

	const give = async (message_id: string, body: object) => {
		const path = `${inboxPath(INBOX, message_id)}/agent-armor/feedback`;
		const answer = await api('POST', path, { body });
		const request = { method: 'POST', path: `/v0${path}` };
		expect(problemsOfAnswer(request, answer.status, answer.body)).toEqual([]);
		return answer.status;
	};

	test('needs a finished scan, a known kind, and ends at twenty', async () => {
		const unscanned = await sandbox.receive(INBOX, { from: 'a@b.co' });
		const body = { feedback: 'missed_threat', notes: 'Asks for a bank transfer' };
		expect(await give(unscanned.message_id, body)).toBe(409);
		sandbox.settings.agentArmor = 'monitor';
		const { message_id } = await sandbox.receive(INBOX, { from: 'a@b.co' });
		expect(await give(message_id, { feedback: 'nice' })).toBe(400);
		for (let count = 0; count < 20; count++) expect(await give(message_id, body)).toBe(200);
		expect(await give(message_id, body)).toBe(409);
	});
});
