import { describe, expect, jest, test } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IWebhookFunctions } from 'n8n-workflow';

import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { receiveDelivery } from '../../../nodes/AgentMail/triggers/webhook/receive.js';
import { signDelivery } from '../../../scripts/delivery.mjs';

/**
 * What n8n's engine in process does not have: bodies that n8n could not keep, its test mode, its own answer, its log.
 */
const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u';
const BODY = '{"event_type":"message.received","event_id":"evt_1","message":{"subject":"Hello"}}';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Request {
	rawBody: Buffer | undefined;
	readRawBody(): Promise<void>;
}

const read = (body: string) => (): Request => ({
	rawBody: Buffer.from(body),
	readRawBody: async () => undefined,
});

/** Node.js' own, to a client that is not there, with the two methods that the node calls. */
class Response extends ServerResponse {
	sent: unknown;
	constructor() {
		super(new IncomingMessage(new Socket()));
		this.assignSocket(new PassThrough() as unknown as Socket);
	}
	/** n8n's own answer, which it gives when it has stored the run, or could not: also to a sender that has hung up. */
	answer(code: number, { isHeard = true } = {}) {
		if (!isHeard) this.socket?.destroy();
		this.status(code).end();
	}
	status(code: number) {
		this.statusCode = code;
		return this;
	}
	send(body: unknown) {
		this.sent = body;
		return this;
	}
}

const signed = (body = BODY, id = 'msg_1') => signDelivery(SECRET, body, { id }).headers;

let nodes = 0;

/** What AgentMail says of the key, of the webhook and of the account's inboxes, whichever it is asked. */
const askAgentMail = async () => ({
	statusCode: 200,
	headers: {},
	body: { scope_type: 'organization', secret: SECRET, inboxes: [] },
});

/** One trigger node; each call of `deliver` is one request to it. */
function trigger({ mode = 'webhook', filters = {} as object } = {}) {
	const id = `receive-${++nodes}`;
	const log: string[] = [];
	const note = (message: string) => void log.push(message);
	const parameters: Record<string, unknown> = { events: ['message.received'], filters };
	const registration = { webhookId: id, secret: SECRET, clientId: 'n8n-x' };
	/** How often n8n had to evaluate each parameter, and to hand out its static data. */
	const reads: Record<string, number> = {};
	const count = (what: string) => (reads[what] = (reads[what] ?? 0) + 1);

	async function deliver(headers: Record<string, unknown>, request = read(BODY)) {
		const response = new Response();
		const context = {
			getNodeParameter: (name: string, fallback: unknown) => {
				count(name);
				return parameters[name] ?? fallback;
			},
			getHeaderData: () => headers,
			getRequestObject: request,
			getResponseObject: () => response,
			getWorkflowStaticData: () => {
				count('static data');
				return { registration };
			},
			getCredentials: async () => ({ apiKey: id, environment: 'us' }),
			helpers: { httpRequestWithAuthentication: askAgentMail },
			getMode: () => mode,
			getWorkflow: () => ({ id: 'wf' }),
			getNode: () => ({ id, name: 'Trigger', type: 'agentMailTrigger' }),
			logger: { debug: note, info: note, warn: note, error: note },
		};
		const result = await receiveDelivery(context as unknown as IWebhookFunctions);
		return { response, result, started: result.workflowData !== undefined };
	}
	return { deliver, log, reads };
}

describe('the parameters, which n8n evaluates again each time they are asked for', () => {
	test('are read once a delivery, and static data too, also where the secret is confirmed first', async () => {
		const { deliver, reads } = trigger();
		for (const id of ['first', 'second']) {
			expect((await deliver(signed(BODY, id))).started).toBe(true);
			expect(reads).toEqual({
				'static data': 1,
				...{ registration: 1, options: 1, events: 1, otherEvents: 1, scope: 1, filters: 1 },
			});
			for (const name of Object.keys(reads)) delete reads[name];
		}
	});

	test('that only a delivery needs are not read for a forged one', async () => {
		const { deliver, reads } = trigger();
		await deliver({ ...signed(), 'svix-timestamp': '1' });
		expect(reads).toEqual({ 'static data': 1, registration: 1, options: 1 });
	});
});

describe('a body that n8n did not keep', () => {
	test('is read when n8n has left that to the node', async () => {
		const bytes: { rawBody?: Buffer } = {};
		const { started } = await trigger().deliver(signed(), () => ({
			get rawBody() {
				return bytes.rawBody;
			},
			readRawBody: async () => void (bytes.rawBody = Buffer.from(BODY)),
		}));
		expect(started).toBe(true);
	});

	test('a form, whose bytes are used up, is refused instead of hanging', async () => {
		const { deliver, log } = trigger();
		const { response, result, started } = await deliver(signed(), () => ({
			rawBody: undefined,
			readRawBody: async () => {
				throw new Error('stream is not readable');
			},
		}));
		expect([response.statusCode, response.sent, started]).toEqual([401, 'Unauthorized', false]);
		expect(result.noWebhookResponse).toBe(true);
		expect(log.join('\n')).toContain('its body cannot be read as it was sent');
	});
});

describe('a delivery that comes again', () => {
	test('starts nothing once n8n has stored the first one', async () => {
		const { deliver } = trigger();
		(await deliver(signed())).response.answer(200);
		const again = await deliver(signed());
		expect([again.started, again.response.statusCode, again.response.sent]).toEqual([
			false,
			200,
			'Ignored: it came before.',
		]);
	});

	test.each([true, false])(
		'waits for what becomes of the first one, which n8n is still storing, whether its sender still listens: %s',
		async (isHeard) => {
			const { deliver } = trigger();
			const first = await deliver(signed());
			const timeout = jest
				.spyOn(AbortSignal, 'timeout')
				.mockReturnValue(new AbortController().signal);
			const repeats = [deliver(signed()), deliver(signed())];
			setImmediate(() => first.response.answer(200, { isHeard }));
			for (const { started, response } of await Promise.all(repeats)) {
				expect([started, response.statusCode]).toEqual([false, 200]);
			}
			timeout.mockRestore();
		},
	);

	test('of several that wait, one starts a run when the first could not be stored', async () => {
		const { deliver } = trigger();
		const first = await deliver(signed());
		const repeats = [1, 2, 3].map(async () => {
			const repeat = await deliver(signed());
			if (repeat.started) repeat.response.answer(200);
			return repeat.started;
		});
		setImmediate(() => first.response.answer(500));
		expect((await Promise.all(repeats)).filter(Boolean)).toHaveLength(1);
	});

	test('is put off while n8n has not stored the first one, which may fail', async () => {
		const { deliver } = trigger();
		const first = await deliver(signed());
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
		const again = await deliver(signed());
		timeout.mockRestore();
		expect([again.started, again.response.statusCode]).toEqual([false, 503]);
		first.response.answer(200);
		expect((await deliver(signed())).response.statusCode).toBe(200);
	});

	test.each([
		[500, true],
		[500, false],
		[404, true],
		[413, false],
	])(
		'starts a run if n8n answered the first one with %d, whether its sender still listened: %s',
		async (status, isHeard) => {
			const { deliver } = trigger();
			(await deliver(signed())).response.answer(status, { isHeard });
			expect((await deliver(signed())).started).toBe(true);
		},
	);

	test('starts nothing under the other name of the same headers', async () => {
		const { deliver } = trigger();
		const headers = signed();
		(await deliver(headers)).response.answer(200);
		const renamed = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.replace('svix', 'webhook'), value]),
		);
		expect((await deliver(renamed)).started).toBe(false);
	});

	test('starts a run in a test, where somebody listens for it', async () => {
		const { deliver } = trigger({ mode: 'manual' });
		expect((await deliver(signed())).started).toBe(true);
		expect((await deliver(signed())).started).toBe(true);
	});

	test('is told from the same id for another trigger', async () => {
		expect((await trigger().deliver(signed())).started).toBe(true);
		expect((await trigger().deliver(signed())).started).toBe(true);
	});

	test('is remembered for the last thousand deliveries, not for ever', async () => {
		const { deliver } = trigger();
		for (let i = 0; i <= 1000; i++) (await deliver(signed(BODY, `msg_${i}`))).response.answer(200);
		expect((await deliver(signed(BODY, 'msg_1'))).started).toBe(false);
		expect((await deliver(signed(BODY, 'msg_0'))).started).toBe(true);
	});

	test.each([true, false])(
		'keeps nothing of what is stored but that it was, whether its sender still listened: %s',
		async (isHeard) => {
			const { deliver } = trigger();
			const once = async () => {
				const body = Buffer.from(BODY);
				const { response } = await deliver(signed(), () => ({
					rawBody: body,
					readRawBody: async () => undefined,
				}));
				response.answer(200, { isHeard });
				return [new WeakRef(body), new WeakRef(response)];
			};
			const gone = await once();
			await waitUntil('the garbage collector', async () => {
				collectGarbage();
				return gone.every((each) => each.deref() === undefined) || undefined;
			});
			expect((await deliver(signed())).response.statusCode).toBe(200);
		},
	);

	test('twice at the same moment starts one run', async () => {
		const { deliver } = trigger();
		const headers = signed();
		const both = [1, 2].map(async () => {
			const { started, response } = await deliver(headers);
			if (started) response.answer(200);
			return started;
		});
		expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
	});
});

describe('Max per Sender and Hour', () => {
	const filters = { maxPerSenderPerHour: 1 };

	test('does not count what came before, nor what n8n could not store', async () => {
		const { deliver, log } = trigger({ filters });
		const { started, response } = await deliver(signed());
		expect(started).toBe(true);
		expect((await deliver(signed(BODY, 'msg_2'))).started).toBe(false);
		expect(log.at(-1)).toContain('(filter Max per Sender and Hour)');
		response.answer(500);
		const again = await deliver(signed());
		expect(again.started).toBe(true);
		again.response.answer(200);
		expect((await deliver(signed())).started).toBe(false);
		expect(log.at(-1)).toContain('it came before');
	});

	test('does not apply to somebody who listens for a test event', async () => {
		const { deliver } = trigger({ mode: 'manual', filters });
		expect((await deliver(signed())).started).toBe(true);
		expect((await deliver(signed(BODY, 'msg_2'))).started).toBe(true);
	});
});

describe("n8n's log", () => {
	test('says why an email was ignored, at debug', async () => {
		const from = 'Jane <ja\u202ene@example.com>';
		const body = JSON.stringify({ event_type: 'message.received', message: { from, text: '' } });
		const { deliver, log } = trigger({ filters: { senders: 'corp.com' } });
		expect((await deliver(signed(body), read(body))).response.statusCode).toBe(200);
		expect(log).toEqual([
			'AgentMail Trigger: "message.received" from "an unclear sender" was ignored: its sender does not match (filter Senders).',
		]);
	});

	test('says why a delivery was refused, and nothing of what it held', async () => {
		const { deliver, log } = trigger();
		await deliver({ ...signed(), 'svix-timestamp': '1' });
		expect(log).toEqual([
			"AgentMail Trigger: rejected a delivery: its timestamp is more than five minutes off this n8n's clock.",
		]);
	});

	test('is not filled by a flood of forged deliveries: each is refused, one line says so', async () => {
		const { deliver, log } = trigger();
		for (let number = 0; number < 500; number++) {
			const { response } = await deliver({ ...signed(), 'svix-signature': 'v1,forged' });
			expect(response.statusCode).toBe(401);
		}
		expect(log.filter((line) => line.includes('rejected'))).toEqual([
			'AgentMail Trigger: rejected a delivery: its signature does not match.',
		]);
	});

	test('shows what came from outside on one short line', async () => {
		const body = JSON.stringify({ event_type: `x\n\u001b[31mERROR${'y'.repeat(1000)}` });
		const { deliver, log } = trigger();
		await deliver(signed(body), read(body));
		expect(log).toHaveLength(1);
		expect(log[0]).not.toMatch(/\p{Cc}/u);
		expect(log[0]!.length).toBeLessThan(200);
	});

	test('never holds the secret', async () => {
		const { deliver, log } = trigger();
		(await deliver(signed())).response.answer(200);
		await deliver(signed());
		await deliver({});
		expect(log.join('\n')).not.toContain(SECRET.slice(6));
	});
});
