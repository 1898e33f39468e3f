import { afterEach, beforeEach } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { IDataObject, Workflow } from 'n8n-workflow';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import type { Journal } from '../../nodes/AgentMail/triggers/webSocket/journal.js';
import { built, WEB_SOCKET_TRIGGER, type Engine } from '../../scripts/engine/engine.mjs';
import { INBOX, type Fixture } from './fixture.mjs';
import { listen, pauses, type Listening } from './listener.mjs';

export { pauses, subjects, type Listening } from './listener.mjs';

/** The times of the built trigger, to be made short. */
export const { timings } = built('triggers/webSocket/timings') as {
	timings: Record<string, number>;
};

/** As if n8n had been started again: what the process remembers of a trigger is gone. */
function forget(workflow: Workflow): void {
	const { journalOf, newJournal } = built('triggers/webSocket/journal') as {
		journalOf: (context: object) => Journal;
		newJournal: () => Journal;
	};
	const journal = journalOf({
		getWorkflow: () => workflow,
		getNode: () => workflow.getNode('Trigger'),
		getMode: () => 'trigger',
	});
	Object.assign(journal, { missedSince: undefined }, newJournal());
}

function webSocketWorkflow(
	engine: Engine,
	parameters: object,
	id: string,
	staticData: object,
): Workflow {
	const node = { id, name: 'Trigger', type: WEB_SOCKET_TRIGGER, parameters: { ...parameters } };
	return engine.newWorkflow({ nodes: [node], staticData });
}

/** How the subjects of emails begin that tests send to learn that all before them has come. */
const LAST = 'Last of all';

/** Without those emails. */
export const real = (items: IDataObject[]) =>
	items.filter(({ subject }) => !String(subject).startsWith(LAST));

/** A WebSocket trigger to publish, with short times, and what it remembers when n8n starts again. */
export function useWebSocketTrigger(fixture: Fixture) {
	const usual = { ...timings };
	const usualPauses = { ...pauses };
	const open: Listening[] = [];
	let id: string;
	/** The static data that n8n has stored. */
	let kept: object;

	beforeEach(() => {
		// What the process remembers of a trigger outlives a test.
		id = randomUUID();
		kept = {};
		Object.assign(timings, usual);
		Object.assign(pauses, usualPauses, { pause: 20, longestPause: 100 });
	});
	afterEach(async () => {
		for (const listening of open.splice(0)) await listening.close();
		Object.assign(timings, usual);
		Object.assign(pauses, usualPauses);
	});

	const receive = async (subject: string, more: object = {}, inbox = INBOX) =>
		await fixture.sandbox.receive(inbox, {
			from: 'Jane <jane@example.com>',
			subject,
			text: `About ${subject}.`,
			...more,
		});

	let lasts = 0;
	async function sendLast(more: object, inbox: string): Promise<string> {
		const subject = `${LAST} ${++lasts}`;
		await receive(subject, { from: 'Last <last@example.org>', ...more }, inbox);
		return subject;
	}
	const arrived = async ({ emitted }: Listening, last: string) =>
		await waitUntil(last, async () =>
			emitted.some(({ json }) => json.subject === last) ? true : undefined,
		);

	/** Until all has come that the socket was sent before: an email behind it has. */
	async function heard(listening: Listening, more: object = {}, inbox = INBOX): Promise<void> {
		await arrived(listening, await sendLast(more, inbox));
	}

	/**
	 * Until all has come that a catch-up finds: an email that only a catch-up can find, and takes after all others, has.
	 *
	 * @param inbox of those that are listened to, the one that is looked into last
	 */
	async function caughtUp(listening: Listening, more: object = {}, inbox = INBOX): Promise<void> {
		const found = fixture.sandbox.faultFrames({ action: 'lost' });
		const last = await sendLast(more, inbox);
		fixture.sandbox.cut('reset');
		await arrived(listening, last);
		found();
	}

	return {
		caughtUp,
		heard,
		/**
		 * All that started, when socket and catch-up have nothing left to bring.
		 *
		 * @param more of the emails that show it, which must pass the filters
		 */
		async all(listening: Listening, more: object = {}, inbox = INBOX): Promise<IDataObject[]> {
			await heard(listening, more, inbox);
			await caughtUp(listening, more, inbox);
			return real(listening.runs.map(({ json }) => json));
		},
		async publish(parameters: object = {}, how: Parameters<typeof listen>[2] = {}) {
			const workflow = webSocketWorkflow(fixture.engine, parameters, id, kept);
			const listening = await listen(fixture.engine, workflow, how);
			open.push(listening);
			return listening;
		},
		/** n8n is killed. */
		async stop(): Promise<void> {
			for (const listening of open.splice(0)) {
				await listening.close();
				kept = { ...listening.workflow.staticData };
				forget(listening.workflow);
			}
		},
		receive,
	};
}
