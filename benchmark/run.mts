import type { Result } from './measure.mjs';
import { NAMES } from './measures/index.mjs';
import { inProcess } from './process.mjs';
import { printed, writeResults } from './results.mjs';

/**
 * `npm run benchmark`: all measures, or those named: `npm run benchmark files signature`.
 * `npm run benchmark load`: a whole n8n under load. `npm run benchmark html`: text made from HTML against Chromium.
 */
const chosen = process.argv.slice(2);
if (chosen[0] === 'load') await import('./load.mjs');
else if (chosen[0] === 'html') await import('./html.mjs');
else await measure();

async function measure(): Promise<void> {
	const unknown = chosen.find((name) => !NAMES.includes(name));
	if (unknown) throw new Error(`There is no measure ${unknown}; choose from ${NAMES.join(', ')}.`);

	const results: Result[] = [];
	for (const name of chosen.length > 0 ? chosen : NAMES) {
		const measured = await inProcess<Result[]>('measureOne.mts', name);
		for (const result of measured) console.log(printed(result));
		results.push(...measured);
	}
	if (chosen.length === 0) await writeResults(results);
	if (results.some(({ met }) => met === false)) process.exitCode = 1;
}
