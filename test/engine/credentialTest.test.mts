import { describe, expect, test } from '@jest/globals';
import type { INodeCredentialTestResult } from 'n8n-workflow';

import { credentialFor, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const startServer = useServers();

/** What somebody sees who saves the credential. */
const tested = async (change: object = {}): Promise<INodeCredentialTestResult> =>
	await at.engine.testCredential({ ...credentialFor(at.sandbox), ...change });

const refused = (message: RegExp | string) => ({
	status: 'Error',
	message:
		typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
});

describe('the test of the credential', () => {
	test('succeeds with a key of any scope, and asks once', async () => {
		expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
		const apiKey = at.sandbox.createKey({ inbox_id: 'support@agentmail.to', permissions: {} });
		expect(await tested({ apiKey: ` ${apiKey}\n` })).toMatchObject({ status: 'OK' });
		expect(at.sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /v0/auth/me',
			'GET /v0/auth/me',
		]);
	});

	test.each([false, true])('says what a refused key needs (by the gateway: %s)', async (isBare) => {
		at.sandbox.settings.bareForbidden = isBare;
		expect(await tested({ apiKey: 'am_us_wrong' })).toEqual(
			refused(/did not accept the API key\. Check in the AgentMail console/),
		);
	});

	test.each([
		['no server at this port', { baseUrl: 'http://127.0.0.1:1' }, 'nothing answers there'],
		['no server of this name', { baseUrl: 'https://agentmail.invalid' }, "can't find a server"],
		[
			'a key of another region',
			{ apiKey: 'am_eu_x', environment: 'us' },
			'belongs to the EU region',
		],
		['an address with a path', { baseUrl: 'https://a.example.com/v0' }, 'must end after the host'],
		['a useless secret', { webhookSecret: 'whsec_' }, 'the Webhook Secret is not complete'],
	])('%s is told in words', async (_what, change, message) => {
		expect(await tested(change)).toEqual(refused(message));
	});

	test('https at a server that has none is told in words', async () => {
		const baseUrl = at.sandbox.url.replace('http:', 'https:');
		expect(await tested({ baseUrl })).toEqual(refused("it doesn't answer over https"));
	});

	test('a web page is no AgentMail', async () => {
		const baseUrl = await startServer((_request, response) => {
			response.setHeader('content-type', 'text/html').end('<h1>Log in</h1>');
		});
		expect(await tested({ baseUrl })).toEqual(refused('it was a web page'));
	});

	test('a redirect is not followed, so the key goes nowhere else', async () => {
		const arrived: unknown[] = [];
		const elsewhere = await startServer(({ headers }, response) => {
			arrived.push(headers);
			response.end('{}');
		});
		const baseUrl = await startServer((_request, response) => {
			response.writeHead(302, { location: elsewhere }).end();
		});
		expect(await tested({ baseUrl })).toMatchObject({ status: 'Error' });
		expect(arrived).toEqual([]);
	});

	test('never says the key', async () => {
		const secret = 'am_us_a_very_secret_key';
		for (const change of [{}, { baseUrl: 'http://127.0.0.1:1' }]) {
			expect(JSON.stringify(await tested({ apiKey: secret, ...change }))).not.toContain(secret);
		}
	});
});
