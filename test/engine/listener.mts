import type { IDataObject, INodeExecutionData, ITriggerResponse, Workflow } from 'n8n-workflow';

import { built, type Engine, type Listener } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';

/** The times that all listening triggers share, to be made short. */
export const { timings: pauses } = built('triggers/timings') as {
	timings: Record<string, number>;
};

/** A listening trigger and what came of it. */
export interface Listening {
	workflow: Workflow;
	response: ITriggerResponse;
	/** What the trigger handed to n8n, however often, stored or not. */
	emitted: INodeExecutionData[];
	/** The items of each run n8n stored, in the order they were. */
	runs: INodeExecutionData[];
	/** Keys of those runs. */
	keys: Set<string>;
	/** Emits that n8n skipped because of their key. */
	skipped: string[];
	failures: Error[];
	log: string[];
	close(): Promise<void>;
	/** Until so many runs are there. */
	ran(count: number): Promise<IDataObject[]>;
}

/** Publishes a workflow. `stored` are the keys of runs that n8n keeps from before; `run` replaces what n8n does. */
export async function listen(
	engine: Engine,
	workflow: Workflow,
	{ stored = new Set<string>(), run, ...how }: Partial<Listener> & { stored?: Set<string> } = {},
): Promise<Listening> {
	const listening = {
		workflow,
		emitted: [] as INodeExecutionData[],
		runs: [] as INodeExecutionData[],
		keys: stored,
		skipped: [] as string[],
		failures: [] as Error[],
		log: [] as string[],
	};
	async function store(items: INodeExecutionData[], key: string | undefined): Promise<void> {
		if (key !== undefined && stored.has(key)) return void listening.skipped.push(key);
		if (key !== undefined) stored.add(key);
		listening.runs.push(...items);
	}
	const response = await engine.listen(workflow, 'Trigger', {
		run: async (items, key) => {
			listening.emitted.push(...items);
			return await (run ?? store)(items, key);
		},
		failed: (error) => listening.failures.push(error),
		log: (level, line) => listening.log.push(`${level} ${line}`),
		...how,
	});
	return {
		...listening,
		response,
		close: async () => await response.closeFunction?.(),
		ran: async (count) => {
			await waitUntil(`${count} runs`, async () =>
				listening.runs.length >= count ? true : undefined,
			);
			return listening.runs.map(({ json }) => json);
		},
	};
}

export const subjects = (items: IDataObject[]) => items.map(({ subject }) => subject);
