import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import {
	chain,
	createEngine,
	CREDENTIALS,
	output,
	type Engine,
} from '../../scripts/engine/engine.mjs';
import { credentialFor } from './fixture.mjs';

/** Sends what its parameter says in one of the ways in which n8n's nodes send with a credential. */
const requester = {
	description: {
		displayName: 'Requester',
		name: 'requester',
		group: ['input'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'agentMailApi', required: true }],
		properties: [
			{ displayName: 'Way', name: 'way', type: 'string', default: '' },
			{ displayName: 'Request', name: 'request', type: 'json', default: '{}' },
		],
	},
	async execute(this: IExecuteFunctions) {
		const request = JSON.parse(this.getNodeParameter('request', 0) as string);
		const way = this.getNodeParameter('way', 0) as string;
		const { helpers } = this;
		const send = {
			httpRequest: async () =>
				await helpers.httpRequestWithAuthentication.call(this, 'agentMailApi', request),
			legacy: async () =>
				await helpers.requestWithAuthentication.call(this, 'agentMailApi', request),
			paginated: async () =>
				await helpers.requestWithAuthenticationPaginated.call(
					this,
					{ ...request, uri: request.first ?? request.uri },
					0,
					{
						continue: '={{ $pageCount < 2 }}' as never,
						request: { url: `={{ $pageCount === 0 ? "${request.first}" : "${request.uri}" }}` },
						requestInterval: 0,
					},
					'agentMailApi',
				),
		}[way]!;
		await send();
		return [[{ json: { done: true } }]];
	},
} as unknown as INodeType;

let engine: Engine;
let sandbox: Sandbox;
let other: Server;
let elsewhere: string;
let arrived: Array<{ at: string; authorization: string | undefined }>;

beforeAll(async () => {
	sandbox = await startSandbox();
	other = createServer(({ url = '', headers: { authorization } }, response) => {
		arrived.push({ at: url, authorization });
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
	elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
	engine = await createEngine(credentialFor(sandbox), { nodes: { 'test.requester': requester } });
});
beforeEach(() => {
	arrived = [];
});
afterAll(async () => {
	await sandbox.close();
	await new Promise((closed) => other.close(closed));
});

async function send(way: string, request: object) {
	const run = await engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Requester',
				type: 'test.requester',
				credentials: CREDENTIALS,
				parameters: { way, request: JSON.stringify(request) },
			},
		],
		connections: chain('Start', 'Requester'),
	});
	return output(run, 'Requester');
}

/** As the HTTP Request node writes a request. (n8n-nodes-base 2.41: HttpRequestV3) */
const fromHttpRequestNode = (uri: string) => ({
	headers: {},
	method: 'GET',
	uri,
	gzip: true,
	rejectUnauthorized: true,
	followRedirect: true,
	followAllRedirects: true,
	resolveWithFullResponse: true,
	sendCredentialsOnCrossOriginRedirect: true,
});

const ME = '/v0/auth/me';

describe('the key goes to the server of the credential', () => {
	test.each([
		['a path', 'httpRequest', () => ({ url: ME })],
		['the whole address', 'httpRequest', () => ({ url: sandbox.url + ME })],
		['a path of a base', 'httpRequest', () => ({ url: 'auth/me', baseURL: `${sandbox.url}/v0/` })],
		['an address in front of a base', 'legacy', () => ({ uri: ME, baseURL: sandbox.url })],
		['the HTTP Request node', 'legacy', () => fromHttpRequestNode(sandbox.url + ME)],
		[
			'the HTTP Request node, page by page',
			'paginated',
			() => ({ ...fromHttpRequestNode(sandbox.url + ME), first: sandbox.url + ME }),
		],
	])('%s', async (_what, way, request) => {
		expect(await send(way, request())).toEqual([expect.objectContaining({ json: { done: true } })]);
	});
});

describe('the key goes nowhere else', () => {
	test.each([
		['url', 'httpRequest', () => ({ url: elsewhere })],
		['base', 'httpRequest', () => ({ url: ME, baseURL: elsewhere })],
		['base, own address', 'httpRequest', () => ({ url: sandbox.url + ME, baseURL: elsewhere })],
		['space in front', 'httpRequest', () => ({ url: ` ${sandbox.url}${ME}`, baseURL: elsewhere })],
		[
			'one slash',
			'httpRequest',
			() => ({ url: `${sandbox.url}${ME}`.replace('//', '/'), baseURL: elsewhere }),
		],
		['no scheme', 'httpRequest', () => ({ url: elsewhere.replace('http:', '') })],
		['the HTTP Request node', 'legacy', () => fromHttpRequestNode(`${elsewhere}/steal`)],
		['uri', 'legacy', () => ({ uri: `${elsewhere}/steal` })],
		['uri, beside an empty url', 'legacy', () => ({ url: '', uri: `${elsewhere}/steal` })],
		['base alone', 'legacy', () => ({ baseURL: elsewhere })],
		['url in front of uri', 'legacy', () => ({ url: elsewhere, uri: sandbox.url + ME })],
		[
			'a later page of the HTTP Request node',
			'paginated',
			() => ({ ...fromHttpRequestNode(`${elsewhere}/steal`), first: sandbox.url + ME }),
		],
		['nowhere', 'legacy', () => ({ method: 'GET' })],
	])('%s', async (_what, way, request) => {
		await expect(send(way, request())).rejects.toThrow(/API key is only sent to/);
		expect(arrived).toEqual([]);
	});

	test.each<[string, string, () => object]>([
		['a proxy', 'legacy', () => ({ proxy: elsewhere })],
		['a proxy', 'httpRequest', () => ({ proxy: { host: '127.0.0.1', port: 1 } })],
		['a certificate that is not looked at', 'legacy', () => ({ rejectUnauthorized: false })],
		['the same', 'httpRequest', () => ({ skipSslCertificateValidation: true })],
		['certificates of its own', 'legacy', () => ({ agentOptions: { ca: 'x' } })],
		['a socket', 'legacy', () => ({ socketPath: '/var/run/x.sock' })],
		['a host of its own', 'legacy', () => ({ headers: { hOST: 'evil.example' } })],
	])('by a request that asks for %s (%s)', async (_what, way, detour) => {
		const request = { ...fromHttpRequestNode(sandbox.url + ME), url: sandbox.url + ME };
		const sent = send(way, { ...request, ...detour() });
		await expect(sent).rejects.toThrow(/only sent straight to .+ Remove .+ from this request/);
		expect(arrived).toEqual([]);
	});

	test('what looks like another server inside of a path stays a path', async () => {
		await expect(send('legacy', { uri: `/${elsewhere}` })).rejects.toThrow(/could not be found/);
		expect(arrived).toEqual([]);
	});
});
