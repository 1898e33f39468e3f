import { describe, expect, test } from '@jest/globals';
import * as sdk from 'agentmail/serialization';
import type { Domain } from '../../sandbox/index.mjs';
import { inboxPath } from './api.mjs';
import { useWebhooks } from './webhookFixture.mjs';

const f = useWebhooks();

async function create(fields: object = {}, path = '/domains'): Promise<Domain> {
	const body = { domain: 'example.com', ...fields };
	const answer = await f.api<Domain>('POST', path, { body });
	expect(answer.status).toBe(200);
	return answer.body;
}

const read = async () => (await f.api<Domain>('GET', '/domains/example.com')).body;
const typesOf = ({ records }: Domain) => records.map(({ type, name }) => `${type} ${name}`);
const BASE = [
	'TXT agentmail._domainkey.example.com',
	'TXT _dmarc.example.com',
	'TXT mail.example.com',
	'MX mail.example.com',
	'MX example.com',
];
const EXTRA = ['MX *.example.com', 'CNAME link.example.com'];

describe('a new domain', () => {
	test('waits for its records, of which switches ask for more', async () => {
		const plain = await create();
		expect(plain).toMatchObject({ domain_id: 'example.com', status: 'NOT_STARTED' });
		expect(typesOf(plain)).toEqual(BASE);
		expect(new Set(plain.records.map(({ status }) => status))).toEqual(new Set(['MISSING']));
		await f.api('DELETE', '/domains/example.com');
		const full = await create({ subdomains_enabled: true, tracking_enabled: true });
		expect(typesOf(full)).toEqual([...BASE, ...EXTRA]);
	});

	test('is listed without status and records', async () => {
		const { status, reason, records, ...item } = await create();
		expect([status, reason, records.length]).toEqual(['NOT_STARTED', 'dns_records_missing', 5]);
		const { body } = await f.api<{ domains: object[] }>('GET', '/domains');
		expect(body.domains).toEqual([item]);
		expect((await f.api<object>('GET', '/organizations')).body).toMatchObject({ domain_count: 1 });
	});

	test.each([
		['no domain', { domain: 'localhost' }, 400, 'validation_error'],
		['an address', { domain: 'a@b.co' }, 400, 'validation_error'],
		["AgentMail's own", { domain: 'agentmail.to' }, 403, 'resource_taken'],
		['a taken one', { domain: 'EXAMPLE.com' }, 409, 'already_exists'],
		['one with mail at Google', { domain: 'google-shop.com' }, 422, 'unprocessable'],
	])('cannot be %s', async (_case, body, status, code) => {
		await create();
		const answer = await f.api('POST', '/domains', { body });
		expect([answer.status, answer.body.code]).toEqual([status, code]);
	});

	test('with mail at Google is made on demand, and its setup link warns', async () => {
		await create({ domain: 'google-shop.com', allow_conflicting_provider: true });
		const { body } = await f.api<object>('GET', '/domains/google-shop.com/setup-link');
		expect(body).toMatchObject({
			supported: true,
			url: expect.stringMatching(/^https:/),
			conflicting_provider: 'Google Workspace',
		});
	});
});

test('a setup link is not supported by every DNS provider, and only at organization level', async () => {
	const { pod_id } = await create({ domain: 'manual-shop.com' });
	const { body } = await f.api<object>('GET', '/domains/manual-shop.com/setup-link');
	expect(body).toEqual({ supported: false });
	const path = `/pods/${pod_id}/domains/manual-shop.com/setup-link`;
	expect((await f.api('GET', path)).status).toBe(404);
});

test('the zone file is text that a name server reads', async () => {
	await create({ tracking_enabled: true });
	const response = await fetch(`${f.sandbox.url}/v0/domains/example.com/zone-file`, {
		headers: { authorization: `Bearer ${f.sandbox.apiKey}` },
	});
	expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
	const text = await response.text();
	expect(text).toContain('$ORIGIN example.com.\n');
	expect(text).toMatch(/^example\.com\.\t3600\tIN\tMX\t10 inbound-smtp\.\S+\.$/m);
	expect(text).toMatch(/^_dmarc\.example\.com\.\t3600\tIN\tTXT\t"v=DMARC1; p=reject;"$/m);
	expect(text).toMatch(/^link\.example\.com\.\t3600\tIN\tCNAME\t\S+\.$/m);
});

describe('verifying', () => {
	const verify = async () => (await f.api('POST', '/domains/example.com/verify')).status;

	test('ends well by default: VERIFYING, then VERIFIED, with one event', async () => {
		await f.subscribe({ event_types: ['domain.verified'] });
		await create();
		expect(await verify()).toBe(204);
		expect((await read()).status).toBe('VERIFYING');
		await f.sandbox.idle();
		const domain = await read();
		expect(domain.status).toBe('VERIFIED');
		expect(domain).not.toHaveProperty('reason');
		expect(new Set(domain.records.map(({ status }) => status))).toEqual(new Set(['VALID']));
		expect(await verify()).toBe(204);
		await f.sandbox.idle();
		const events = f.receiver.deliveries.map(({ body }) => JSON.parse(body) as object);
		expect(events).toHaveLength(1);
		expect(sdk.DomainVerifiedEvent.parse(events[0])).toMatchObject({ ok: true });
		expect(events[0]).toMatchObject({ domain });
	});

	test.each([
		['INVALID', 'dns_records_invalid', 'INVALID'],
		['FAILED', 'ses_dkim_failed', 'VALID'],
		['PENDING', 'dns_records_missing', 'MISSING'],
	] as const)('ends as %s if the settings say so', async (outcome, reason, recordStatus) => {
		f.sandbox.settings.domainOutcome = outcome;
		await create();
		await verify();
		await f.sandbox.idle();
		const domain = await read();
		expect(domain).toMatchObject({ status: outcome, reason });
		expect(domain.records[0]?.status).toBe(recordStatus);
	});

	test('can be ended at once by the control endpoint', async () => {
		await create();
		const control = async (body: object) =>
			await fetch(`${f.sandbox.url}/control/domains`, {
				method: 'POST',
				body: JSON.stringify(body),
			});
		expect((await control({ domain_id: 'example.com', outcome: 'GOOD' })).status).toBe(400);
		expect((await control({ domain_id: 'example.org' })).status).toBe(404);
		expect((await control({ domain_id: 'example.com' })).status).toBe(200);
		expect((await read()).status).toBe('VERIFIED');
	});

	test('does not outlive a reset', async () => {
		await create();
		await verify();
		f.sandbox.reset();
		await create();
		await f.sandbox.idle();
		expect((await read()).status).toBe('NOT_STARTED');
	});
});

describe('an update', () => {
	const patch = async (body: object) =>
		await f.api<Domain>('PATCH', '/domains/example.com', { body });

	test.each([
		['subdomains_enabled', EXTRA[0]],
		['tracking_enabled', EXTRA[1]],
	])('with %s asks for one more record and puts the domain back', async (name, record) => {
		await create();
		f.sandbox.verifyDomain('example.com');
		const { body } = await patch({ [name]: true });
		expect(body).toMatchObject({ status: 'PENDING', [name]: true });
		expect(typesOf(body)).toEqual([...BASE, record]);
		expect(body.records.map(({ status }) => status)).toEqual([
			...BASE.map(() => 'VALID'),
			'MISSING',
		]);
		await f.api('POST', '/domains/example.com/verify');
		await f.sandbox.idle();
		expect((await read()).status).toBe('VERIFIED');
	});

	test('of feedback alone keeps the status; an empty one is refused', async () => {
		await create();
		f.sandbox.verifyDomain('example.com');
		const { body } = await patch({ feedback_enabled: false });
		expect(body).toMatchObject({ status: 'VERIFIED', feedback_enabled: false });
		expect((await patch({})).status).toBe(400);
	});
});

describe('an inbox at a domain', () => {
	const make = async (domain: string, path = '/inboxes') =>
		await f.api('POST', path, { body: { username: 'ada', domain } });

	test('needs the domain to be verified', async () => {
		await create();
		const refused = await make('example.com');
		expect([refused.status, refused.body.code]).toEqual([403, 'domain_not_verified']);
		expect(refused.body.fix).toContain('POST /v0/domains/example.com/verify');
		f.sandbox.verifyDomain('example.com');
		expect(await make('Example.com')).toMatchObject({ body: { email: 'ada@example.com' } });
	});

	test('below it needs subdomains_enabled', async () => {
		await create();
		f.sandbox.verifyDomain('example.com');
		expect((await make('shop.example.com')).status).toBe(422);
		await f.api('PATCH', '/domains/example.com', { body: { subdomains_enabled: true } });
		f.sandbox.verifyDomain('example.com');
		expect((await make('shop.example.com')).status).toBe(200);
	});

	test('neither sends nor receives once the domain is deleted', async () => {
		await create();
		f.sandbox.verifyDomain('example.com');
		await make('example.com');
		await f.sandbox.receive('ada@example.com', { from: 'a@b.co' });
		await f.api('DELETE', '/domains/example.com');
		const path = inboxPath('ada@example.com');
		const send = await f.api('POST', `${path}/messages/send`, { body: { to: 'a@b.co' } });
		expect([send.status, send.body.code]).toEqual([403, 'domain_not_verified']);
		await expect(f.sandbox.receive('ada@example.com', { from: 'a@b.co' })).rejects.toThrow('gone');
		expect((await f.api<{ count: number }>('GET', `${path}/messages`)).body.count).toBe(1);
	});
});

test('a domain of a pod serves that pod, is not seen from another, and holds it', async () => {
	const { body: pod } = await f.api<{ pod_id: string }>('POST', '/pods', { body: {} });
	const path = `/pods/${pod.pod_id}`;
	expect(await create({}, `${path}/domains`)).toMatchObject({ pod_id: pod.pod_id });
	f.sandbox.verifyDomain('example.com');
	const other = f.sandbox.store.defaultPod.pod_id;
	expect((await f.api('GET', `/pods/${other}/domains/example.com`)).status).toBe(404);
	const body = { domain: 'example.com' };
	expect((await f.api('POST', '/inboxes', { body })).body.code).toBe('domain_not_verified');
	const { body: inbox } = await f.api<{ inbox_id: string }>('POST', `${path}/inboxes`, { body });
	await f.api('DELETE', inboxPath(inbox.inbox_id));
	const refused = await f.api('DELETE', path);
	expect([refused.body.code, refused.body.message]).toEqual([
		'cannot_delete',
		'The pod still holds example.com.',
	]);
	await f.api('DELETE', `${path}/domains/example.com`);
	expect((await f.api('DELETE', path)).status).toBe(204);
});
