import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

import { plainSignature, signDelivery } from '../../scripts/delivery.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { useTrigger } from './triggerReceiver.mjs';

const fixture = useSandbox({ retryScheduleMs: [] });
const trigger = useTrigger(fixture);
const { publish } = trigger;

const MAIL = readFileSync(
	new URL('../fixtures/events/message.received.json', import.meta.url),
	'utf8',
);

const signed = (secret: string, body = MAIL, at = new Date(), id?: string) =>
	signDelivery(secret, body, { at, ...(id && { id }) }).headers;

const plain = (secret: string, body = MAIL) => plainSignature(secret, body);

async function deliver(headers: Record<string, string>, body: string | Buffer = MAIL) {
	const { status, items } = await trigger.deliver({ headers, body });
	return { status, items: items?.map(({ json }) => json) };
}

const REFUSED = { status: 401, items: undefined };
const PUT_ASIDE = { status: 200, items: undefined };

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);

describe('a mail that AgentMail delivers', () => {
	test('starts one run with its ids, sender and text', async () => {
		await publish();
		const mail = await fixture.sandbox.receive(INBOX, {
			from: '"boss@corp.com" <jane@example.com>',
			subject: 'Grüße ✉',
			text: 'One line.',
		});
		await fixture.sandbox.idle();
		const [delivery] = fixture.sandbox.store.deliveries.values();
		expect(trigger.received).toEqual([
			{
				status: 200,
				items: [
					{
						json: {
							event: {
								type: 'message.received',
								delivery_id: delivery!.svix_id,
								verified_by: 'svix-signature',
							},
							inbox_id: INBOX,
							thread_id: mail.thread_id,
							message_id: mail.message_id,
							from: 'jane@example.com',
							from_name: 'boss@corp.com',
							subject: 'Grüße ✉',
							text: 'One line.',
							to: mail.to,
							timestamp: mail.timestamp,
							labels: mail.labels,
							sender_warning: "The name shows an address that is not the sender's: boss@corp.com.",
							attachments: [],
						},
					},
				],
			},
		]);
	});

	test('once more with the same id starts nothing', async () => {
		await publish();
		await fixture.sandbox.receive(INBOX, { from: 'jane@example.com', text: 'Once' });
		await fixture.sandbox.idle();
		fixture.sandbox.redeliver([...fixture.sandbox.store.deliveries.keys()][0]!);
		await fixture.sandbox.idle();
		expect(trigger.received.map(({ items }) => items?.length)).toEqual([1, undefined]);
		expect(trigger.received.map(({ status }) => status)).toEqual([200, 200]);
	});

	test('with Simplify off it is all there, and by what it was verified', async () => {
		const { secret } = await publish({ options: { simplify: false } });
		const { items } = await deliver(signed(secret, MAIL, new Date(), 'msg_raw'));
		expect(items).toEqual([
			{
				...JSON.parse(MAIL),
				event: {
					type: 'message.received',
					delivery_id: 'msg_raw',
					verified_by: 'svix-signature',
				},
			},
		]);
	});
});

describe('every event and every documented shape starts one run', () => {
	const files = ['events', 'event-variants'].flatMap((folder) => {
		const place = new URL(`../fixtures/${folder}/`, import.meta.url);
		return readdirSync(place).map((file) => [file, new URL(file, place)] as const);
	});

	test.each(files)('%s', async (_file, place) => {
		const content = JSON.parse(readFileSync(place, 'utf8')) as { payload?: object };
		const payload = content.payload ?? content;
		const { event_type } = payload as { event_type: string };
		const { secret } = await publish();
		trigger.change({ events: [], otherEvents: event_type });
		const body = JSON.stringify(payload);
		const { status, items } = await deliver(signed(secret, body), body);
		expect(status).toBe(200);
		expect(items).toMatchObject([{ event: { type: event_type } }]);
	});
});

describe('what the trigger was not asked for is answered 200 and starts nothing', () => {
	test('another event', async () => {
		const { secret } = await publish({ events: ['message.sent'] });
		expect(await deliver(signed(secret))).toEqual(PUT_ASIDE);
	});

	test('another inbox, though the signature is good', async () => {
		const { inbox_id } = fixture.sandbox.createInbox();
		const { secret } = await publish({ scope: 'inbox', inboxIds: [inbox_id] });
		expect(await deliver(signed(secret))).toEqual(PUT_ASIDE);
	});

	test('the chosen inbox in other capitals starts a run', async () => {
		const { secret } = await publish({ scope: 'inbox', inboxIds: [INBOX] });
		trigger.change({ inboxIds: ['Support@AgentMail.to'] });
		expect((await deliver(signed(secret))).items).toHaveLength(1);
	});

	test('an event that belongs to no inbox, when inboxes are chosen', async () => {
		const { secret } = await publish({ scope: 'inbox', inboxIds: [INBOX] });
		trigger.change({ events: ['domain.verified'] });
		const body = JSON.stringify({ event_type: 'domain.verified', domain: { domain_id: 'x.io' } });
		expect(await deliver(signed(secret, body), body)).toEqual(PUT_ASIDE);
	});

	test('another pod, where the event names one', async () => {
		const pod_id = fixture.sandbox.store.inboxes.get(INBOX)!.pod_id;
		const { secret } = await publish({
			events: ['domain.verified', 'message.received'],
			scope: 'pod',
			podIds: [pod_id],
		});
		const domain = (pod: string) =>
			JSON.stringify({ event_type: 'domain.verified', domain: { pod_id: pod } });
		expect(await deliver(signed(secret, domain('other')), domain('other'))).toEqual(PUT_ASIDE);
		expect((await deliver(signed(secret, domain(pod_id)), domain(pod_id))).items).toHaveLength(1);
		expect((await deliver(signed(secret))).items).toHaveLength(1);
	});

	test.each(['7', '"text"', 'null', 'true', '[]', '[{"event_type":"message.received"}]', '{}', ''])(
		'signed JSON that is no event: %s',
		async (body) => {
			const { secret } = await publish();
			expect(await deliver(signed(secret, body), body)).toEqual(PUT_ASIDE);
		},
	);

	test('signed bytes that are no JSON', async () => {
		const { secret } = await publish();
		expect(await deliver(signed(secret, 'not {json'), 'not {json')).toEqual(PUT_ASIDE);
	});

	test('JSON nested a hundred thousand deep', async () => {
		const { secret } = await publish();
		const body = '['.repeat(100_000) + ']'.repeat(100_000);
		expect(await deliver(signed(secret, body), body)).toEqual(PUT_ASIDE);
	});
});

describe('an attack is answered 401 and starts nothing', () => {
	let secret: string;
	beforeEach(async () => {
		({ secret } = await publish());
	});

	test('no signature', async () => {
		expect(await deliver({})).toEqual(REFUSED);
	});

	test('one byte of the body flipped', async () => {
		const body = MAIL.replace('invoice', 'invoicf');
		expect(await deliver(signed(secret), body)).toEqual(REFUSED);
	});

	test('the body printed again', async () => {
		expect(await deliver(signed(secret), JSON.stringify(JSON.parse(MAIL)))).toEqual(REFUSED);
	});

	test("another webhook's secret", async () => {
		const other = `whsec_${randomBytes(24).toString('base64')}`;
		expect(await deliver(signed(other))).toEqual(REFUSED);
	});

	test.each(['svix-id', 'svix-timestamp', 'svix-signature'] as const)(
		'%s missing, empty, or of another delivery',
		async (name) => {
			const { [name]: _left, ...rest } = signed(secret);
			expect(await deliver(rest)).toEqual(REFUSED);
			expect(await deliver({ ...rest, [name]: '' })).toEqual(REFUSED);
			const other = signed(secret, '{}', secondsAgo(100));
			expect(await deliver({ ...rest, [name]: other[name]! })).toEqual(REFUSED);
		},
	);

	test('recorded and sent again after 301 s, or dated 301 s ahead', async () => {
		expect(await deliver(signed(secret, MAIL, secondsAgo(302)))).toEqual(REFUSED);
		expect(await deliver(signed(secret, MAIL, secondsAgo(-302)))).toEqual(REFUSED);
		expect((await deliver(signed(secret, MAIL, secondsAgo(298)))).items).toHaveLength(1);
	});

	test('a bad strong signature beside a good plain one', async () => {
		expect(await deliver({ ...plain(secret), ...signed(secret, '{}') })).toEqual(REFUSED);
		expect(await deliver({ ...plain(secret), 'svix-signature': '' })).toEqual(REFUSED);
	});

	test("a signature with the credential's secret, which automatic registration never tries", async () => {
		const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), webhookSecret });
		expect(await deliver(signed(webhookSecret))).toEqual(REFUSED);
		expect(await deliver(plain(webhookSecret))).toEqual(REFUSED);
	});

	test('after unpublishing there is no secret, and so no way in', async () => {
		const good = signed(secret);
		await fixture.engine.hook(trigger.workflow, 'Trigger', 'delete');
		expect(await deliver(good)).toEqual(REFUSED);
		expect(await deliver(plain(''))).toEqual(REFUSED);
	});

	test('the answer does not tell why', async () => {
		const answer = await fixture.engine.deliver(trigger.workflow, 'Trigger', {
			headers: {},
			body: MAIL,
		});
		expect(answer.body).toBe('Unauthorized');
	});
});

describe('the plain signature', () => {
	const body = (event_id?: string) => JSON.stringify({ event_type: 'message.sent', event_id });

	test('starts a run, once for an event', async () => {
		const { secret } = await publish({ events: ['message.sent'] });
		const first = body('evt_1');
		expect((await deliver(plain(secret, first), first)).items).toMatchObject([
			{ event: { delivery_id: 'evt_1' } },
		]);
		expect(await deliver(plain(secret, first), first)).toEqual(PUT_ASIDE);
		const second = body('evt_2');
		expect((await deliver(plain(secret, second), second)).items).toHaveLength(1);
	});

	test('an event without an id is recognised by its signature', async () => {
		const { secret } = await publish({ events: ['message.sent'] });
		const nameless = body();
		expect((await deliver(plain(secret, nameless), nameless)).items).toHaveLength(1);
		expect(await deliver(plain(secret, nameless), nameless)).toEqual(PUT_ASIDE);
	});

	test.each([true, '={{ "true" }}', '={{ $json.nothing }}'])(
		'is refused with Require Svix Signature, also where an expression says so or nothing: %s',
		async (requireSvix) => {
			const { secret } = await publish({ options: { requireSvix } });
			expect(await deliver(plain(secret))).toEqual(REFUSED);
			expect((await deliver(signed(secret))).items).toHaveLength(1);
		},
	);

	test('is taken where an expression switches Require Svix Signature off', async () => {
		const { secret } = await publish({ options: { requireSvix: '={{ "false" }}' } });
		expect((await deliver(plain(secret))).items).toHaveLength(1);
	});
});

describe('a secret that was rotated at AgentMail', () => {
	const reads = () =>
		fixture.sandbox.requests.filter(({ method, path }) => method === 'GET' && /ep_/.test(path));

	test('is read once and used from then on', async () => {
		const webhook = await publish();
		webhook.secret = `whsec_${randomBytes(24).toString('base64')}`;
		expect((await deliver(signed(webhook.secret))).items).toHaveLength(1);
		expect((await deliver(signed(webhook.secret))).items).toHaveLength(1);
		expect(reads()).toHaveLength(1);
	});

	test('takes the old one out of use, also in an n8n that was started since and has seen neither', async () => {
		const webhook = await publish();
		const old = webhook.secret;
		webhook.secret = `whsec_${randomBytes(24).toString('base64')}`;
		expect(await deliver(signed(old))).toEqual(REFUSED);
		const { 'svix-signature': both, ...rest } = signed(
			webhook.secret,
			MAIL,
			new Date(),
			'msg_both',
		);
		const { 'svix-signature': older } = signed(old, MAIL, new Date(), 'msg_both');
		expect((await deliver({ ...rest, 'svix-signature': `${older} ${both}` })).items).toHaveLength(
			1,
		);
	});

	test('takes the old one out of use with the first delivery that both have signed', async () => {
		const webhook = await publish();
		const old = webhook.secret;
		expect((await deliver(signed(old))).items).toHaveLength(1);
		webhook.secret = `whsec_${randomBytes(24).toString('base64')}`;
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
		const headers = signed(webhook.secret, MAIL, new Date(), 'msg_both');
		const { 'svix-signature': older } = signed(old, MAIL, new Date(), 'msg_both');
		const both = { ...headers, 'svix-signature': `${older} ${headers['svix-signature']}` };
		expect((await deliver(both)).items).toHaveLength(1);
		expect(await deliver(signed(old))).toEqual(REFUSED);
		later.mockRestore();
		expect(reads()).toHaveLength(2);
	});

	test('takes the old one out of use when the workflow is published again', async () => {
		const webhook = await publish();
		const old = webhook.secret;
		expect((await deliver(signed(old))).items).toHaveLength(1);
		webhook.secret = `whsec_${randomBytes(24).toString('base64')}`;
		webhook.url = 'https://n8n.example.com/webhook/trigger-1/webhook';
		expect(await fixture.engine.hook(trigger.workflow, 'Trigger', 'checkExists')).toBe(true);
		expect(await deliver(signed(old))).toEqual(REFUSED);
		expect((await deliver(signed(webhook.secret))).items).toHaveLength(1);
	});

	test('forged deliveries cause one read a minute at most', async () => {
		await publish();
		const other = `whsec_${randomBytes(24).toString('base64')}`;
		const answers = await Promise.all(
			Array.from({ length: 100 }, async () => await deliver(signed(other))),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
		expect(reads()).toHaveLength(1);
	});

	test('what carries no complete signature, or is stale, causes no read at all', async () => {
		const { secret } = await publish();
		const other = `whsec_${randomBytes(24).toString('base64')}`;
		const { 'svix-id': _id, ...incomplete } = signed(other);
		await deliver({});
		await deliver(incomplete);
		await deliver(plain(other));
		await deliver(signed(other, MAIL, secondsAgo(400)));
		expect(reads()).toEqual([]);
		// The first good one asks whether its secret is still the current one.
		for (let delivery = 0; delivery < 3; delivery++) await deliver(signed(secret));
		expect(reads()).toHaveLength(1);
	});

	test('a key that may not read webhooks is asked once: what was registered has to do', async () => {
		const { secret } = await publish();
		fixture.sandbox.fault({
			match: { method: 'GET', path: /ep_/ },
			action: { status: 403 },
			times: 9,
		});
		for (let delivery = 0; delivery < 3; delivery++) {
			expect((await deliver(signed(secret))).items).toHaveLength(1);
		}
		expect(reads()).toHaveLength(1);
	});

	test('while AgentMail cannot be asked the delivery is refused, for AgentMail to repeat', async () => {
		const webhook = await publish();
		webhook.secret = `whsec_${randomBytes(24).toString('base64')}`;
		fixture.sandbox.fault({ match: { method: 'GET' }, action: { status: 403 } });
		expect(await deliver(signed(webhook.secret))).toEqual(REFUSED);
	});
});

describe('manual registration', () => {
	const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;

	test("takes the credential's secret, and asks AgentMail for no other", async () => {
		await publish({ registration: 'manual' });
		fixture.engine.useCredential({
			...credentialFor(fixture.sandbox),
			webhookSecret: ` ${webhookSecret}\n`,
		});
		expect((await deliver(signed(webhookSecret))).items).toHaveLength(1);
		expect(await deliver(signed(`whsec_${randomBytes(24).toString('base64')}`))).toEqual(REFUSED);
		expect(fixture.sandbox.requests.filter(({ path }) => path.includes('webhooks'))).toEqual([]);
	});

	test('a credential that is gone is a refusal, not a run that fails for everybody who asks', async () => {
		await publish({ registration: 'manual' });
		trigger.workflow.getNode('Trigger')!.credentials = {
			agentMailApi: { id: 'gone', name: 'Gone' },
		};
		expect(await deliver({})).toEqual(REFUSED);
		expect(await deliver(plain(''))).toEqual(REFUSED);
	});

	test('without a secret every delivery is refused', async () => {
		await publish({ registration: 'manual' });
		expect(await deliver(signed(webhookSecret))).toEqual(REFUSED);
		expect(await deliver(plain(''))).toEqual(REFUSED);
	});
});
