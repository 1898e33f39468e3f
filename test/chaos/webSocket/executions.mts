import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { runToEnd } from '../../../scripts/n8n/child.mjs';
import { installN8n } from '../../../scripts/n8n/install.mjs';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import type { N8nServer } from '../../../scripts/n8n/server.mjs';

/** A row of n8n's database. */
interface StoredExecution {
	id: number;
	status: string;
	/** How it began: `trigger`, or `manual` for a test. */
	mode: string;
	/** As n8n stores it, with what the run began with. */
	data: string;
}

export async function storedExecutions({ userFolder }: N8nServer): Promise<StoredExecution[]> {
	const { node } = await installN8n({ log: () => undefined });
	const script = fileURLToPath(new URL('readExecutions.mjs', import.meta.url));
	const database = join(userFolder, '.n8n/database.sqlite');
	const { stdout, stderr } = await runToEnd(node, [script, database], { timeoutMs: 60_000 });
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout) as StoredExecution[];
}

/** Waits until so many are there and none still runs, or for ten minutes. */
export async function endedExecutions(n8n: N8nServer, count: number): Promise<StoredExecution[]> {
	return await waitUntil(
		'all executions',
		async () => {
			const all = await storedExecutions(n8n);
			const isDone = all.every(({ status }) => !['new', 'running', 'waiting'].includes(status));
			return all.length >= count && isDone ? all : undefined;
		},
		{ timeoutMs: 600_000, everyMs: 3000 },
	).catch(async () => await storedExecutions(n8n));
}

/** The ids of those that run, as soon as there are some; none when n8n runs nothing for a minute. */
export async function runningExecutions(n8n: N8nServer): Promise<number[]> {
	const some = async () => {
		const ids = (await storedExecutions(n8n))
			.filter(({ status }) => status === 'running')
			.map(({ id }) => id);
		return ids.length > 0 ? ids : undefined;
	};
	return await waitUntil('a running execution', some, { timeoutMs: 60_000 }).catch(() => []);
}
