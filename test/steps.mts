import { Session } from 'node:inspector/promises';

/**
 * How often the pieces of code run that `run` runs: every loop and every branch, of libraries too. It is the same on
 * every machine and beside any other work. What is built into JavaScript counts once, however long it takes.
 */
export async function stepsOf(run: () => unknown): Promise<number> {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	run();
	const { result } = await session.post('Profiler.takePreciseCoverage');
	await session.post('Profiler.stopPreciseCoverage');
	session.disconnect();
	return result
		.filter(({ url }) => /AgentMail|htmlparser2|entities/.test(url))
		.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
		.reduce((sum, { count }) => sum + count, 0);
}
