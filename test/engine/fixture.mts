import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { RequestListener } from 'node:http';

import { built, createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import { startServer, type LocalServer } from '../../scripts/localServer.mjs';
import type { Timings } from '../../nodes/AgentMail/transport/timings.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.mjs';

export { byId } from '../../scripts/n8n/workflow.mjs';

export const INBOX = 'support@agentmail.to';

// Nothing waits long for another try. How long it really waits is tested in test/transport.
export const { timings } = built('transport/timings') as { timings: Timings };
Object.assign(timings, { firstWait: 5, longestWait: 20 });

export interface Fixture {
	sandbox: Sandbox;
	engine: Engine;
}

/** A sandbox with a fresh state for each test, and n8n's engine with a credential for it. */
export function useSandbox(options: SandboxOptions = {}): Fixture {
	const fixture = {} as Fixture;

	beforeAll(async () => {
		fixture.sandbox = await startSandbox(options);
		fixture.engine = await createEngine(credentialFor(fixture.sandbox));
	});
	afterEach(() => {
		fixture.sandbox.reset();
		fixture.engine.useCredential(credentialFor(fixture.sandbox));
	});
	afterAll(async () => await fixture.sandbox.close());

	return fixture;
}

/** @returns a function that starts a server for the rest of a test, and gives its origin */
export function useServers(): (listener: RequestListener) => Promise<string> {
	const servers: LocalServer[] = [];
	afterEach(async () => {
		for (const server of servers.splice(0)) await server.close();
	});
	return async (listener) => {
		const server = await startServer(listener);
		servers.push(server);
		return server.origin;
	};
}

export const credentialFor = ({ url, apiKey }: Sandbox, key = apiKey) => ({
	apiKey: key,
	environment: 'custom',
	baseUrl: url,
});
