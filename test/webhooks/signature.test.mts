import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

import { verify } from '../../nodes/AgentMail/webhooks/signature.js';

interface Vector {
	name: string;
	/** `null`: for the receiver to decide. We refuse. */
	valid: boolean | null;
	secret: string;
	now?: number;
	headers: Record<string, string>;
	body: string;
}

const vectors = JSON.parse(
	readFileSync(new URL('../fixtures/webhook-signature-vectors.json', import.meta.url), 'utf8'),
) as Record<'svix' | 'plainHmac', { vectors: Vector[] }>;

const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u';
const NOW = 1_770_110_102;
const BODY = '{"event_type":"message.received","event_id":"evt_1"}';

const hmac = (key: string | Buffer, content: string | Buffer) =>
	createHmac('sha256', key).update(content);

/** Signed with `node:crypto` alone, neither with our code nor with a webhook package. */
function standardHeaders(secret = SECRET, body = BODY, family = 'svix') {
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	return {
		[`${family}-id`]: 'msg_1',
		[`${family}-timestamp`]: String(NOW),
		[`${family}-signature`]: `v1,${hmac(key, `msg_1.${NOW}.${body}`).digest('base64')}`,
	};
}

const plainHeader = (secret = SECRET, body = BODY) => ({
	'x-agentmail-signature': hmac(secret, body).digest('hex'),
});

function check(
	headers: Record<string, unknown>,
	{
		secrets = [SECRET],
		body = BODY as string | Buffer,
		receivedAt = NOW,
		requireSvix = false,
	} = {},
) {
	const delivery = { headers, body: Buffer.from(body), receivedAt };
	return verify(delivery, { secrets, requireSvix });
}

const passes = (verdict: ReturnType<typeof check>) => 'verifiedBy' in verdict;

describe('published and hand-made vectors', () => {
	test.each(vectors.svix.vectors.map((vector) => [vector.name, vector] as const))(
		'Standard Webhooks: %s',
		(_name, { secret, now, headers, body, valid }) => {
			expect(passes(check(headers, { secrets: [secret], body, receivedAt: now }))).toBe(
				valid === true,
			);
		},
	);

	test.each(vectors.plainHmac.vectors.map((vector) => [vector.name, vector] as const))(
		'x-agentmail-signature: %s',
		(_name, { secret, headers, body, valid }) => {
			// Some published vectors have a key that anyone can guess: right, but not to be trusted.
			const isTrusted = secret.startsWith('whsec_');
			expect(passes(check(headers, { secrets: [secret], body }))).toBe(valid === true && isTrusted);
		},
	);
});

describe('what a good signature tells', () => {
	test('which header proved it, and the id of the delivery', () => {
		expect(check(standardHeaders())).toEqual({
			verifiedBy: 'svix-signature',
			deliveryId: 'msg_1',
			isRotating: false,
		});
		expect(check(standardHeaders(SECRET, BODY, 'webhook'))).toEqual({
			verifiedBy: 'webhook-signature',
			deliveryId: 'msg_1',
			isRotating: false,
		});
		expect(check(plainHeader())).toEqual({
			verifiedBy: 'x-agentmail-signature',
			deliveryId: undefined,
			isRotating: false,
		});
	});

	test('whether another secret has signed too; other versions of signatures are none', () => {
		const { 'svix-signature': own, ...rest } = standardHeaders();
		const signedBy = (others: string) => check({ ...rest, 'svix-signature': `${others} ${own}` });
		const { 'svix-signature': other } = standardHeaders(
			`whsec_${randomBytes(24).toString('base64')}`,
		);
		expect(signedBy(String(other))).toMatchObject({ isRotating: true });
		expect(signedBy(`v1a,${'x'.repeat(88)} v2,x`)).toMatchObject({ isRotating: false });
	});

	test('bodies are compared as bytes: what is no UTF-8 can be signed too', () => {
		const body = Buffer.from([0xff, 0x00, 0xfe, 0x7b]);
		const key = Buffer.from(SECRET.slice(6), 'base64');
		const signature = createHmac('sha256', key).update(`msg_1.${NOW}.`).update(body);
		const headers = { ...standardHeaders(), 'svix-signature': `v1,${signature.digest('base64')}` };
		expect(passes(check(headers, { body }))).toBe(true);
		const other = Buffer.from([0xfd, 0x00, 0xfe, 0x7b]);
		expect(passes(check(headers, { body: other }))).toBe(false);
	});

	test('during a rotation the old and the new secret both count', () => {
		const other = `whsec_${randomBytes(24).toString('base64')}`;
		expect(passes(check(standardHeaders(), { secrets: [other, SECRET] }))).toBe(true);
		expect(passes(check(standardHeaders(), { secrets: [SECRET, other] }))).toBe(true);
		expect(passes(check(standardHeaders(), { secrets: [other] }))).toBe(false);
	});
});

describe('the plain signature is no way around the strong one', () => {
	const others = [
		'svix-id',
		'svix-timestamp',
		'svix-signature',
		'webhook-id',
		'webhook-timestamp',
		'webhook-signature',
	];

	test.each(others)('a good plain signature beside %s alone is refused, empty or not', (name) => {
		expect(passes(check({ ...plainHeader(), [name]: '' }))).toBe(false);
		expect(passes(check({ ...plainHeader(), [name]: 'x' }))).toBe(false);
		expect(passes(check({ ...plainHeader(), [name.toUpperCase()]: '' }))).toBe(false);
		expect(passes(check({ ...plainHeader(), [name]: ['x'] }))).toBe(false);
		expect(passes(check({ ...plainHeader(), [name]: undefined }))).toBe(false);
	});

	test('a good plain signature beside a stale or wrong strong one is refused', () => {
		const stale = { ...standardHeaders(), ...plainHeader() };
		expect(passes(check(stale, { receivedAt: NOW + 301 }))).toBe(false);
		expect(passes(check({ ...stale, 'svix-signature': 'v1,AAAA' }))).toBe(false);
	});

	test('with Require Svix Signature only the strong one counts', () => {
		expect(check(plainHeader(), { requireSvix: true })).toEqual({
			refusal: 'it has only the plain signature, and Require Svix Signature is on',
		});
		expect(passes(check(standardHeaders(), { requireSvix: true }))).toBe(true);
	});
});

describe('secrets that protect nothing are refused, even with a matching signature', () => {
	test.each(['', ' ', '\n\t'])('a blank one: %j', (secret) => {
		expect(check(plainHeader(secret), { secrets: [secret] })).toEqual({
			refusal: 'no signing secret is known to check it with',
		});
		expect(passes(check(standardHeaders(secret), { secrets: [secret] }))).toBe(false);
	});

	test('no secret at all', () => {
		expect(passes(check(standardHeaders(), { secrets: [] }))).toBe(false);
	});

	test('only the prefix', () => {
		expect(passes(check(standardHeaders('whsec_'), { secrets: ['whsec_'] }))).toBe(false);
	});

	test('a Svix key of 15 bytes; 16 are enough', () => {
		const [short, enough] = [15, 16].map((size) => `whsec_${randomBytes(size).toString('base64')}`);
		expect(passes(check(standardHeaders(short), { secrets: [short!] }))).toBe(false);
		expect(passes(check(standardHeaders(enough), { secrets: [enough!] }))).toBe(true);
	});

	test.each([
		'whsec_not base64 at all, but long enough',
		'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u=',
		'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1',
		'whsec_whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u',
	])('a Svix secret that is no base64: %s', (secret) => {
		expect(passes(check(standardHeaders(secret), { secrets: [secret] }))).toBe(false);
	});
});

test('10,000 forged deliveries: none passes, none throws', () => {
	const names = [
		'svix-id',
		'svix-timestamp',
		'svix-signature',
		'webhook-id',
		'webhook-timestamp',
		'webhook-signature',
		'x-agentmail-signature',
		'Svix-Signature',
		'content-type',
	];
	const otherSecret = `whsec_${Buffer.from('a secret of somebody else').toString('base64')}`;
	const foreign = { ...standardHeaders(otherSecret), ...plainHeader(otherSecret) };
	const value = fc.oneof(
		fc.constantFrom(...Object.values(foreign), String(NOW), 'msg_1', 'v1,', 'v1', ',', ' ', ''),
		fc.string({ maxLength: 60 }),
		fc.string({ unit: 'binary', maxLength: 20 }),
		fc.base64String({ maxLength: 60 }).map((text) => `v1,${text}`),
		fc.integer().map(String),
		fc.constantFrom(undefined, null, 7, [], ['v1,AAAA'], {}),
	);
	const headers = fc.oneof(
		fc.dictionary(fc.constantFrom(...names), value),
		fc.dictionary(fc.constantFrom(...names), value).map((odd) => ({ ...foreign, ...odd })),
		// A genuine delivery, one header of it changed.
		fc
			.tuple(fc.constantFrom('svix-id', 'svix-timestamp', 'svix-signature'), value)
			.map(([name, odd]) => ({ ...standardHeaders(), [name]: odd }))
			.filter((made) => JSON.stringify(made) !== JSON.stringify(standardHeaders())),
	);
	const body = fc.oneof(fc.string(), fc.constant(BODY), fc.uint8Array().map(Buffer.from));
	fc.assert(
		fc.property(headers, body, fc.boolean(), (forged, content, requireSvix) => {
			expect(passes(check(forged, { body: content as string, requireSvix }))).toBe(false);
		}),
		{ numRuns: 10_000 },
	);
});

describe("accepts and refuses what the package 'standardwebhooks' does", () => {
	const secret = fc
		.uint8Array({ minLength: 16, maxLength: 64 })
		.map((key) => `whsec_${Buffer.from(key).toString('base64')}`);
	const delivery = fc.record({
		secret,
		id: fc.stringMatching(/^[\w.-]{1,40}$/),
		body: fc
			.string({ unit: 'grapheme', maxLength: 200 })
			.filter((text) => Buffer.from(text).toString() === text),
		age: fc.integer({ min: -400, max: 400 }),
	});
	const change = fc.constantFrom(
		(headers: Record<string, string>) => headers,
		(headers: Record<string, string>) => ({
			...headers,
			'webhook-id': `${headers['webhook-id']}x`,
		}),
		(headers: Record<string, string>) => ({
			...headers,
			'webhook-signature': `v1,AAAA v2,BBBB ${headers['webhook-signature']}`,
		}),
		(headers: Record<string, string>) => ({
			...headers,
			'webhook-signature': headers['webhook-signature']!.slice(3),
		}),
		(headers: Record<string, string>) => ({
			...headers,
			'webhook-signature': headers['webhook-signature']!.replace('v1,', 'v2,'),
		}),
		(headers: Record<string, string>) => ({ ...headers, 'webhook-timestamp': String(NOW) }),
		(headers: Record<string, string>) => ({ ...headers, 'webhook-signature': '' }),
	);

	test('2,000 generated deliveries, whole and damaged', () => {
		let accepted = 0;
		fc.assert(
			fc.property(delivery, change, ({ secret: key, id, body, age }, damage) => {
				const signer = new Webhook(key);
				// The package knows no clock but the machine's.
				const receivedAt = Math.floor(Date.now() / 1000);
				const at = new Date((receivedAt - age) * 1000);
				const headers = damage({
					'webhook-id': id,
					'webhook-timestamp': String(receivedAt - age),
					'webhook-signature': signer.sign(id, at, body),
				});
				const before = Math.floor(Date.now() / 1000);
				const theirs = accepts(() => signer.verify(body, headers, { jsonParse: false }));
				if (Math.floor(Date.now() / 1000) !== before) return;
				const ours = passes(check(headers, { secrets: [key], body, receivedAt: before }));
				expect(ours).toBe(theirs);
				if (ours) accepted++;
			}),
			{ numRuns: 2000 },
		);
		// Both kinds must have come up, else agreement says nothing.
		expect(accepted).toBeGreaterThan(200);
		expect(accepted).toBeLessThan(1800);
	});
});

function accepts(call: () => unknown): boolean {
	try {
		call();
		return true;
	} catch {
		return false;
	}
}
