import { writeSections, type ResultsFile } from './results.mjs';

/** Reports a line of what was found. */
export type Tell = (line: string) => void;

/** @returns what was not as it must be */
export type Scenario = (tell: Tell) => Promise<string[]>;

/** Runs the scenarios that the command line names, or all, and writes what they found. */
export async function runScenarios(
	scenarios: Record<string, Scenario>,
	results: ResultsFile,
): Promise<void> {
	const wanted = process.argv.slice(3);
	for (const [name, scenario] of Object.entries(scenarios)) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		const started = Date.now();
		const lines: string[] = [];
		const tell: Tell = (line) => {
			console.log(`${name}: ${line}`);
			lines.push(line);
		};
		for (const problem of await scenario(tell)) {
			tell(`**WRONG**: ${problem}`);
			process.exitCode = 1;
		}
		tell(`took ${Math.round((Date.now() - started) / 1000)} s`);
		// After each, so that a run that is cut short leaves what it found.
		await writeSections(results, new Map([[name, lines.map((line) => `- ${line}`).join('\n')]]));
	}
}
