import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AgentMailClient } from 'agentmail';
import { routes, startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { CALLS, populate } from './sdkCalls.mjs';

/** Properties that the SDK does not know keep their wire name; maps of the user's own keys aside. */
function unknownProperties(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, nested]) => {
		if (['headers', 'metadata'].includes(name)) return [];
		return [...(name.includes('_') ? [name] : []), ...unknownProperties(nested)];
	});
}

/** From the SDK's reference. */
const METHODS = JSON.parse(
	readFileSync(new URL('../fixtures/sdk-methods.json', import.meta.url), 'utf8'),
) as { method: string; http: string; path: string }[];

function matchesRoute(url: string, path: string): boolean {
	return new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path);
}

/** Properties that are newer than the SDK. */
const NEWER = new Set(['text_url']);

/** Not those that are newer than the SDK: `newerCalls.test.mts`, `agentArmor.test.mts`. */
const ofSdk = routes.flatMap(({ sdk, ...route }) => (sdk === undefined ? [] : [{ sdk, ...route }]));

describe('the official SDK', () => {
	let sandbox: Sandbox;
	let client: AgentMailClient;
	const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});

	beforeEach(async () => {
		sandbox = await startSandbox();
		client = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url, maxRetries: 0 });
		warn.mockClear();
	});
	afterEach(async () => await sandbox.close());

	test('finds here each of its methods that a workflow can want', () => {
		// Signing up rotates keys; the others are private or connect accounts elsewhere.
		const left = /^(agent|providers|accounts)\.|^inboxes\.authorize$/;
		const wanted = METHODS.filter(({ method }) => !left.test(method));
		expect(wanted).toHaveLength(130);
		expect(ofSdk.map(({ sdk, method, url }) => `${sdk} ${method} ${url}`).sort()).toEqual(
			wanted
				.map(({ method, http, path }) => `${method} ${http} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
				.sort(),
		);
	});

	test('has a call here for every route of the sandbox', () => {
		expect(Object.keys(CALLS).sort()).toEqual(ofSdk.map(({ sdk }) => sdk).sort());
	});

	test.each(ofSdk.map((route) => [route.sdk, route] as const))(
		'%s is understood by the sandbox, and its answer by the SDK',
		async (sdk, route) => {
			const world = await populate(sandbox, client);
			const answer = await CALLS[sdk]?.(client, world);
			const request = sandbox.requests.at(-1);
			expect(request?.method).toBe(route.method);
			expect(matchesRoute(route.url, request?.path ?? '')).toBe(true);
			expect(request?.status).toBe(answer === undefined ? 204 : 200);
			// The properties of a usage map are wire values, such as `message_count`.
			const isMap = sdk.endsWith('metrics.queryUsage');
			const unknown = unknownProperties(isMap ? Object.values(answer ?? {}) : answer);
			expect(unknown.filter((name) => !NEWER.has(name))).toEqual([]);
			expect(warn).not.toHaveBeenCalled();
		},
	);

	test('would be warned of an answer it cannot parse', async () => {
		sandbox.fault({ action: { status: 200, body: { scope_type: 7 } } });
		await client.auth.me();
		expect(warn).toHaveBeenCalled();
	});
});
