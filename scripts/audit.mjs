/**
 * Asks the registry for known faults in what users install: run-time dependencies (there should be none) and what is
 * bundled. Faults in tools are listed and stop nothing. Where the registry answers no such question, says so.
 */
import { spawnSync } from 'node:child_process';

/** Libraries that `gulpfile.js` bundles, with theirs. */
const BUNDLED = new Set(['domelementtype', 'domhandler', 'domutils', 'entities', 'htmlparser2']);

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' });
const report = parsed(stdout);

if (!report?.vulnerabilities) {
	console.log('npm audit was skipped: the registry does not answer it.');
} else {
	const faults = Object.values(report.vulnerabilities);
	const own = faults.filter(({ name, nodes = [] }) => BUNDLED.has(name) && nodes.length > 0);
	console.log(
		`npm audit: ${faults.length} packages with known faults, ${own.length} of them are shipped.`,
	);
	for (const { name, severity } of faults) console.log(`- ${name}: ${severity}`);
	if (own.length > 0) process.exitCode = 1;
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
