/**
 * What the WebSocket trigger promises, in a real n8n: `npm run test:chaos:websocket`, or one of it by its name:
 * `npm run test:chaos:websocket -- cuts`. Takes half an hour; results are kept in WEBSOCKET-RESULTS.md.
 */
import { activations } from './webSocket/activations.mjs';
import { cuts } from './webSocket/cuts.mjs';
import { deadPeer } from './webSocket/deadPeer.mjs';
import { unsaved } from './webSocket/unsaved.mjs';

const SCENARIOS = { cuts, unsaved, deadPeer, activations };

const wanted = process.argv.slice(2);
let failed = false;
for (const [name, scenario] of Object.entries(SCENARIOS)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	const started = Date.now();
	console.log(`\n## ${name}, ${new Date(started).toISOString()}\n`);
	const problems = await scenario((line) => console.log(`- ${line}`));
	console.log(`- took ${Math.round((Date.now() - started) / 1000)} s`);
	for (const problem of problems) console.log(`- **WRONG**: ${problem}`);
	failed ||= problems.length > 0;
}
process.exitCode = failed ? 1 : 0;
