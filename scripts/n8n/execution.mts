/** One item that a node put out. */
interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, unknown>;
	pairedItem?: unknown;
}

interface NodeRun {
	data?: { main?: Array<Item[] | null> };
	error?: { message: string; description?: string | null; [field: string]: unknown };
	/** What n8n shows beside the output. */
	hints?: Array<{ message: string }>;
}

type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled';

/** A row of n8n's list of executions. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
}

export interface Execution extends ExecutionSummary {
	data: {
		resultData: { runData: Record<string, NodeRun[]>; error?: { message: string } };
	};
}

/** The items on an output of a node. Throws the node's own error when it has one, and when the node did not run. */
export function outputOf(
	execution: Execution,
	node: string,
	{ run = 0, output = 0 }: { run?: number; output?: number } = {},
): Item[] {
	const result = execution.data.resultData.runData[node]?.[run];
	if (!result) {
		const reason = execution.data.resultData.error?.message ?? `status ${execution.status}`;
		throw new Error(`"${node}" did not run in execution ${execution.id} (${reason}).`);
	}
	if (result.error) {
		const { message, description } = result.error;
		throw new Error(`"${node}" ended with: ${message}${description ? ` – ${description}` : ''}`);
	}
	return result.data?.main?.[output] ?? [];
}

/**
 * Reads the format in which n8n keeps an execution (npm `flatted`): a JSON array in which every string inside an object or
 * array is the index of the value that belongs there.
 */
export function unflatten(text: string): unknown {
	const values = JSON.parse(text) as unknown[];
	const known = new Map<number, unknown>();
	const valueAt = (index: number): unknown => {
		if (known.has(index)) return known.get(index);
		const value = values[index];
		if (typeof value !== 'object' || value === null) return value;
		const result: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {};
		known.set(index, result);
		for (const [key, inner] of Object.entries(value)) {
			Object.assign(result, { [key]: typeof inner === 'string' ? valueAt(Number(inner)) : inner });
		}
		return result;
	};
	return valueAt(0);
}
