import { afterEach, beforeEach, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Workflow } from 'n8n-workflow';

import type { Memory } from '../../nodes/AgentMail/triggers/queue/memory.js';
import type { RecordedRequest } from '../../sandbox/http/recording.mjs';
import { built, QUEUE_TRIGGER } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { problemsOfRequest } from '../newerApi.mjs';
import { INBOX, type Fixture } from './fixture.mjs';
import { listen, pauses, type Listening } from './listener.mjs';

/** The times of the built trigger, to be made short. */
export const { timings } = built('triggers/queue/timings') as { timings: Record<string, number> };

/** As if n8n had been started again: what the process remembers of a trigger is gone. */
function forget(workflow: Workflow): void {
	const { memoryOf, newMemory } = built('triggers/queue/memory') as {
		memoryOf: (context: object) => Memory;
		newMemory: () => Memory;
	};
	const memory = memoryOf({
		getWorkflow: () => workflow,
		getNode: () => workflow.getNode('Trigger'),
		getMode: () => 'trigger',
	});
	Object.assign(memory, newMemory());
}

const isOfQueues = ({ path }: RecordedRequest) =>
	path.startsWith('/api/v1') || path.includes('/webhooks/polling');

/** A queue trigger to publish, with short times. */
export function useQueueTrigger(fixture: Fixture) {
	const usual = { ...timings };
	const usualPauses = { ...pauses };
	const open: Listening[] = [];
	let id: string;

	beforeEach(() => {
		// What the process remembers of a trigger outlives a test.
		id = randomUUID();
		Object.assign(timings, { shortestWait: 20, lease: 500, stored: 500, contested: 300 });
		Object.assign(pauses, { pause: 20, longestPause: 100 });
	});
	afterEach(async () => {
		for (const listening of open.splice(0)) await listening.close();
		Object.assign(timings, usual);
		Object.assign(pauses, usualPauses);
		// Every request of every test is one that the API knows.
		const requests = fixture.sandbox.requests.filter(isOfQueues);
		expect(requests.flatMap((request) => problemsOfRequest(sent(request)))).toEqual([]);
	});

	/** Requests to AgentMail about queues, and to the queues. */
	const requests = (isMeant: (request: RecordedRequest) => boolean = () => true) =>
		fixture.sandbox.requests.filter((request) => isOfQueues(request) && isMeant(request));

	return {
		requests,
		/** The queues at AgentMail. */
		queues: () => [...fixture.sandbox.store.queues.values()],
		async publish(
			parameters: object = {},
			how: Parameters<typeof listen>[2] & { node?: string } = {},
		): Promise<Listening> {
			const { options = {}, ...others } = parameters as { options?: object };
			const node = {
				id: how.node ?? id,
				name: 'Trigger',
				type: QUEUE_TRIGGER,
				parameters: { options: { longestWaitSeconds: 1, ...options }, ...others },
			};
			const workflow = fixture.engine.newWorkflow({ nodes: [node] });
			const listening = await listen(fixture.engine, workflow, how);
			open.push(listening);
			return listening;
		},
		/** n8n is killed: nothing of what it would do at its end reaches AgentMail. */
		async kill(): Promise<void> {
			const dead = fixture.sandbox.fault({ match: { method: 'POST' }, action: 'reset' });
			for (const listening of open.splice(0)) {
				await listening.close();
				forget(listening.workflow);
			}
			dead();
		},
		/** n8n is stopped as it should be. */
		async stop(): Promise<void> {
			for (const listening of open.splice(0)) {
				await listening.close();
				forget(listening.workflow);
			}
		},
		receive: async (subject: string, more: object = {}, inbox = INBOX) =>
			await fixture.sandbox.receive(inbox, {
				from: 'Jane <jane@example.com>',
				subject,
				text: `About ${subject}.`,
				...more,
			}),
		/** Until everything in the queues is committed. */
		committed: async () =>
			await waitUntil('the last commit', async () =>
				[...fixture.sandbox.store.queues.values()].every(
					({ entries, consumers }) =>
						(consumers.get('n8n')?.position ?? 0) === (entries.at(-1)?.offset ?? 0),
				)
					? true
					: undefined,
			),
	};
}

export const sent = ({ method, path, query, body }: RecordedRequest) => ({
	method,
	path,
	query: [...new URLSearchParams(query)].map((pair) => pair.join('=')),
	body,
});
