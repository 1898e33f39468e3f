import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as sdk from 'agentmail/serialization';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';

interface PublicKeyBody {
	api_key_id: string;
	public_key: { jwk: object; fingerprint: string };
	permissions: Record<string, boolean>;
}
interface Listed {
	api_keys: { api_key_id: string; type: string }[];
}

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

function jwk(namedCurve = 'P-256') {
	return generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
}

async function register(fields: object = {}, path = '/api-keys', key?: string) {
	return await api<PublicKeyBody>('POST', path, { key, body: { public_key: jwk(), ...fields } });
}

test('a public key is registered without any secret', async () => {
	const { status, body } = await register({
		client_id: 'laptop',
		expires_at: '2100-01-01T00:00:00Z',
	});
	expect(status).toBe(200);
	expect(sdk.PublicKeyCredential.parse(body)).toMatchObject({ ok: true });
	expect(body).not.toHaveProperty('api_key');
	expect(body).toMatchObject({
		type: 'public_key',
		client_id: 'laptop',
		name: `AgentID key ${body.public_key.fingerprint.slice(0, 8)}`,
		expires_at: '2100-01-01T00:00:00Z',
		created_by: { api_key_id: [...sandbox.store.keys.keys()][0] },
		permissions: { inbox_read: true, provider_connect: false },
	});
});

test('its fingerprint is the RFC 7638 thumbprint', async () => {
	// The key of RFC 7515, A.3.
	const public_key = {
		kty: 'EC',
		crv: 'P-256',
		x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
		y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
	};
	const { body } = await register({ public_key });
	expect(body.public_key).toEqual({
		jwk: public_key,
		fingerprint: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
	});
});

test('it is found, renamed and deleted by its id or its client_id', async () => {
	const { body: key } = await register({ client_id: 'laptop', name: 'Mine' });
	for (const id of [key.api_key_id, 'laptop']) {
		expect((await api<object>('GET', `/api-keys/${id}`)).body).toMatchObject({ name: 'Mine' });
	}
	const patch = await api<object>('PATCH', '/api-keys/laptop', { body: { name: 'Yours' } });
	expect(patch.body).toMatchObject({ name: 'Yours', api_key_id: key.api_key_id });
	expect((await api('DELETE', '/api-keys/laptop')).status).toBe(204);
	expect((await api('GET', `/api-keys/${key.api_key_id}`)).status).toBe(404);
	expect((await register({ client_id: 'laptop' })).status).toBe(200);
});

test('a repeat answers the first; another key under the same client_id is a conflict', async () => {
	const fields = { client_id: 'laptop', public_key: jwk() };
	const { body: first } = await register(fields);
	expect((await register(fields)).body).toEqual(first);
	expect((await register({ client_id: 'laptop' })).status).toBe(409);
});

test('lists show both families, or the one asked for', async () => {
	const { body: key } = await register();
	const types = async (query = '') =>
		(await api<Listed>('GET', `/api-keys${query}`)).body.api_keys.map(({ type }) => type).sort();
	expect(await types()).toEqual(['bearer', 'public_key']);
	expect(await types('?type=bearer')).toEqual(['bearer']);
	const { body } = await api<Listed>('GET', '/api-keys?type=public_key');
	expect(body).toMatchObject({ count: 1, api_keys: [key] });
	expect(body).not.toHaveProperty('limit');
	expect(sdk.ListApiKeysResponse.parse(body)).toMatchObject({ ok: true });
	expect((await api('GET', '/api-keys?type=secret')).status).toBe(400);
});

test('it has the scope of its route and dies with its inbox', async () => {
	const { inbox_id } = sandbox.createInbox({ username: 'gone' });
	const { body } = await register({}, `${inboxPath(inbox_id)}/api-keys`);
	expect(body).toMatchObject({ inbox_id, pod_id: sandbox.store.defaultPod.pod_id });
	const other = `${inboxPath(INBOX)}/api-keys/${body.api_key_id}`;
	expect((await api('DELETE', other)).status).toBe(404);
	// Single keys are read at organization level only.
	const path = `${inboxPath(inbox_id)}/api-keys/${body.api_key_id}`;
	expect((await api<object>('GET', path)).body).toEqual({ message: 'Not Found' });
	await api('DELETE', inboxPath(inbox_id));
	expect((await api('GET', `/api-keys/${body.api_key_id}`)).status).toBe(404);
});

describe('registering is refused', () => {
	test.each<[string, () => object, (string | number)[]]>([
		['a private key', () => ({ public_key: { ...jwk(), d: 'x' } }), ['public_key', 'd']],
		['another curve', () => ({ public_key: jwk('P-384') }), ['public_key', 'crv']],
		['a short coordinate', () => ({ public_key: { ...jwk(), x: 'AA' } }), ['public_key', 'x']],
		[
			'no point of the curve',
			() => ({ public_key: { ...jwk(), x: 'A'.repeat(43) } }),
			['public_key'],
		],
		['a client_id with an @', () => ({ client_id: 'a@b' }), ['client_id']],
		['a time that is past', () => ({ expires_at: '2020-01-01T00:00:00Z' }), ['expires_at']],
	])('for %s', async (_case, fields, path) => {
		const { status, body } = await register(fields());
		const { errors } = body as unknown as { errors: { path: string[] }[] };
		expect([status, errors[0]?.path]).toEqual([400, path]);
	});

	test('for permissions that its maker lacks; without any it gets those of its maker', async () => {
		const permissions = { api_key_create: true, inbox_read: true };
		const key = sandbox.createKey({ permissions });
		const escalation = await register({ permissions: { inbox_delete: true } }, '/api-keys', key);
		expect([escalation.status, escalation.body]).toMatchObject([
			403,
			{ code: 'permission_escalation' },
		]);
		expect((await register({}, '/api-keys', key)).body.permissions).toEqual(permissions);
	});
});
