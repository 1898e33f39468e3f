import { afterAll, beforeAll, describe } from '@jest/globals';
import { credentialSuite } from './credential.mjs';
import { crashSuite } from './crash.mjs';
import { demoSuite } from './demo.mjs';
import { eventsSuite } from './events.mjs';
import { installSuite } from './install.mjs';
import { loopSuite } from './loop.mjs';
import { pickersSuite } from './pickers.mjs';
import { signatureSuite } from './signature.mjs';
import { triggerSuite } from './trigger.mjs';
import { START_TIMEOUT_MS, startWorld, type World } from './world.mjs';

/** One n8n and one sandbox for the whole run: starting them costs more than all that is tested with them. */
describe('a real n8n', () => {
	let started: World | undefined;
	const world = (): World => {
		if (!started) throw new Error('n8n did not start.');
		return started;
	};

	beforeAll(async () => {
		started = await startWorld();
	}, START_TIMEOUT_MS);
	afterAll(async () => await started?.stop(), 60_000);

	describe('installing the package', () => installSuite(world));
	describe('the credential', () => credentialSuite(world));
	describe('pickers', () => pickersSuite(world));
	describe('the trigger', () => triggerSuite(world));
	describe('every event', () => eventsSuite(world));
	describe('signatures', () => signatureSuite(world));
	describe('from mail to answer', () => loopSuite(world));
	describe('a crash of n8n', () => crashSuite(world));
});

describe('npm run demo', demoSuite);
