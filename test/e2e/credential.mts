import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chain, manualTrigger, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';
import { CREDENTIAL, type World } from './world.mjs';

/** What the user reads names the key and says where to look, not only a status code. */
const OUR_SENTENCE = /did not accept the API key.*console/s;

export function credentialSuite(world: () => World): void {
	const test = async (change: Record<string, unknown> = {}) =>
		await world().n8n.client.testCredential(CREDENTIAL, sandboxCredential(world().sandbox, change));

	afterEach(() => {
		world().sandbox.settings.bareForbidden = false;
	});

	it('is accepted with a right key', async () => {
		expect(await test()).toMatchObject({ status: 'OK' });
	});

	it('is accepted with the key of one inbox', async () => {
		const apiKey = world().sandbox.createKey({ inbox_id: 'support@agentmail.to' });
		expect(await test({ apiKey })).toMatchObject({ status: 'OK' });
	});

	it('says what to do when the API refuses the key (401)', async () => {
		const { status, message } = await test({ apiKey: 'am_us_wrong' });
		expect(status).toBe('Error');
		expect(message).toMatch(OUR_SENTENCE);
	});

	it('says the same when the gateway refuses it (403 without a code)', async () => {
		world().sandbox.settings.bareForbidden = true;
		const { status, message } = await test({ apiKey: 'am_us_wrong' });
		expect(status).toBe('Error');
		expect(message).toMatch(OUR_SENTENCE);
	});

	it.each(['http://agentmail.example.com', 'not an address', 'https://user:pw@example.com'])(
		'refuses the base URL %s without calling it',
		async (baseUrl) => {
			const { status, message } = await test({ baseUrl });
			expect(status).toBe('Error');
			expect(message).not.toContain(world().sandbox.apiKey);
		},
	);

	it.each([
		['without a server at the port', 'http://127.0.0.1:1', 'nothing answers there'],
		['without a server of this name', 'https://agentmail.invalid', "can't find a server"],
	])('says in words what is wrong %s', async (_what, baseUrl, words) => {
		const { status, message } = await test({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain(`Could not reach ${baseUrl}: `);
		expect(message).toContain(words);
	});

	/** Runs n8n's HTTP Request node with the credential, as Custom API Call tells people to do. */
	async function httpRequest(url: string, options: object = {}, more: Partial<NodeSketch> = {}) {
		const { n8n, credentials } = world();
		const { id } = await n8n.client.createWorkflow(
			chain(randomUUID(), manualTrigger, {
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				credentials: { ...credentials, ...more.credentials },
				parameters: {
					url,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: CREDENTIAL,
					options,
					...more.parameters,
				},
			}),
		);
		return await n8n.client.run(id, manualTrigger.name);
	}

	/** Asks for the pages at these addresses, one after the other. */
	const pagesAt = (first: string, second: string) => ({
		pagination: {
			pagination: {
				paginationMode: 'responseContainsNextURL',
				nextURL: `={{ $pageCount === 0 ? "${first}" : "${second}" }}`,
				paginationCompleteWhen: 'other',
				completeExpression: '={{ $pageCount > 1 }}',
			},
		},
	});

	it('serves the HTTP Request node for its own server', async () => {
		const me = `${world().sandbox.url}/v0/auth/me`;
		expect(await httpRequest(me)).toMatchObject({ status: 'success' });
		expect(await httpRequest(me, pagesAt(me, me))).toMatchObject({ status: 'success' });
	});

	it('does not let the HTTP Request node carry the key to another server', async () => {
		const arrived: unknown[] = [];
		const other = createServer(({ headers }, response) => {
			arrived.push(headers);
			response.end('{}');
		});
		await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
		const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
		const me = `${world().sandbox.url}/v0/auth/me`;
		const runs = [
			await httpRequest(elsewhere),
			await httpRequest(me, pagesAt(me, elsewhere)),
			await httpRequest(me, pagesAt(elsewhere, me)),
		];
		other.close();
		for (const { status, data } of runs) {
			expect(status).toBe('error');
			expect(JSON.stringify(data)).toContain('The AgentMail API key is only sent to');
			expect(JSON.stringify(data)).not.toContain(world().sandbox.apiKey);
		}
		expect(arrived).toEqual([]);
	});

	it.each([
		['Proxy', (proxy: string) => ({ proxy })],
		['Ignore SSL Issues', () => ({ allowUnauthorizedCerts: true })],
	])('does not let the HTTP Request node show the key to others: %s', async (option, options) => {
		const arrived: unknown[] = [];
		const proxy = createServer(({ headers }, response) => {
			arrived.push(headers);
			response.end('{}');
		});
		await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
		const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
		const asked = world().sandbox.requests.length;
		const run = await httpRequest(`${world().sandbox.url}/v0/auth/me`, options(address));
		proxy.close();
		expect(run.status).toBe('error');
		expect(JSON.stringify(run.data)).toContain(`Remove ${option} from this request`);
		expect(JSON.stringify(run.data)).not.toContain(world().sandbox.apiKey);
		expect(arrived).toEqual([]);
		expect(world().sandbox.requests).toHaveLength(asked);
	});

	// Of all that the credential refuses, the node can set no other: neither an agent nor a socket.
	it('does not let the HTTP Request node trust certificates of its own with the key', async () => {
		const { n8n, sandbox } = world();
		const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
		const { id, name } = await n8n.client.createCredential('own', 'httpSslAuth', { ca });
		const asked = sandbox.requests.length;
		const run = await httpRequest(
			`${sandbox.url}/v0/auth/me`,
			{},
			{
				credentials: { httpSslAuth: { id, name } },
				parameters: { provideSslCertificates: true },
			},
		);
		expect(run.status).toBe('error');
		expect(JSON.stringify(run.data)).toContain('Remove SSL Certificates from this request');
		expect(JSON.stringify(run.data)).not.toContain(sandbox.apiKey);
		expect(sandbox.requests).toHaveLength(asked);
	});
}
