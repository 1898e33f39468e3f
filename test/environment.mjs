import Module from 'node:module';
import { TestEnvironment } from 'jest-environment-node';
import { WebSocket } from 'ws';

// Node 20, on which these tests run too, has no WebSocket of its own. test/e2e runs with the one of n8n's Node.
globalThis.WebSocket ??= WebSocket;

/**
 * jest loads every module anew for each test file. n8n's engine is two thousand of them, so scripts/engine and
 * test/loadedOnce take large libraries from Node's own module system, where they stay for all files that a worker runs.
 */
export default class NodeModulesEnvironment extends TestEnvironment {
	constructor(...given) {
		super(...given);
		// What tests hand to n8n, or put something in place of, is what n8n has.
		Object.assign(this.global, { nodeModule: Module, nodeGlobal: globalThis, Date, Error });
	}
}
