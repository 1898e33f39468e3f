import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './n8n/child.mjs';
import { once } from 'node:events';
import { withParts, write } from './docs/generated.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';
import { ROOT } from './package.mjs';

/**
 * `npm run test:compat`: the same suites on every line of n8n that is promised (`test/compat/`), and from their outcome
 * the table in `docs/compatibility.md`.
 */
const MARKS = {
	begin: '<!-- compatibility: written by npm run test:compat -->',
	end: '<!-- end of compatibility -->',
};

interface Assertion {
	/** `n8n 2.41.1`, the feature, what else the test stands in. */
	ancestorTitles: string[];
	status: string;
}

interface Report {
	success: boolean;
	testResults: Array<{ assertionResults: Assertion[] }>;
}

const report = await runSuites();
const assertions = report.testResults.flatMap((file) => file.assertionResults);
write(await withParts('docs/compatibility.md', { ...MARKS, text: table(assertions) }));
process.exitCode = report.success ? 0 : 1;

async function runSuites(): Promise<Report> {
	const folder = temporaryFolder('compatibility');
	try {
		const file = join(folder.path, 'report.json');
		const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
		const child = startChild(
			process.execPath,
			[
				...['--experimental-vm-modules', jest, '--selectProjects', 'compat', '--runInBand'],
				...['--json', `--outputFile=${file}`],
			],
			// The report is in the file; here it would only be printed once more.
			{ cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
		);
		await once(child, 'exit');
		return JSON.parse(readFileSync(file, 'utf8')) as Report;
	} finally {
		await folder.remove();
	}
}

function table(assertions: Assertion[]): string {
	const lines = unique(assertions.map(({ ancestorTitles: [line = ''] }) => line)).sort(newestFirst);
	const features = unique(assertions.map(({ ancestorTitles: [, feature = ''] }) => feature));
	const outcome = (line: string, feature: string) => {
		const tests = assertions.filter(
			({ ancestorTitles }) => ancestorTitles[0] === line && ancestorTitles[1] === feature,
		);
		const passed = tests.filter(({ status }) => status === 'passed').length;
		return passed === tests.length ? `yes (${passed})` : `**${passed} of ${tests.length}**`;
	};
	const rows = features.map((feature) => [feature, ...lines.map((line) => outcome(line, feature))]);
	return [['', ...lines], ['---', ...lines.map(() => '---')], ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

function unique(texts: string[]): string[] {
	return [...new Set(texts)];
}

function newestFirst(one: string, other: string): number {
	return other.localeCompare(one, 'en', { numeric: true });
}
