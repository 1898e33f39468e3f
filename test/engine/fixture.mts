import { afterAll, afterEach, beforeAll } from '@jest/globals';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.mjs';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';

export const INBOX = 'support@agentmail.to';

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** A sandbox with a fresh state for each test, and n8n's engine with a credential for it. */
export function useSandbox(options: SandboxOptions = {}) {
	const fixture = {} as { sandbox: Sandbox; engine: Engine };

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

export const credentialFor = ({ url, apiKey }: Sandbox, key = apiKey) => ({
	apiKey: key,
	environment: 'custom',
	baseUrl: url,
});
