/**
 * `npm run docs`: writes all that is derived from the code. With `--check` it only says what is out of date.
 *
 * The package must be built: the output schemas come from running it.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventTables } from './docs/eventTables.mjs';
import { pageForAi } from './docs/forAi.mjs';
import { isUpToDate, write } from './docs/generated.mjs';
import { operationsPage, operationsList } from './docs/operations.mjs';
import { outputFields } from './docs/outputFields.mjs';
import { outputSchemas, SCHEMAS } from './docs/outputSchemas.mjs';
import { profilesTable } from './docs/profiles.mjs';
import { troubleshootingPage } from './docs/troubleshooting.mjs';
import { ROOT } from './package.mjs';

const schemas = await outputSchemas();
const files = [
	await operationsPage(),
	await operationsList(),
	await troubleshootingPage(),
	await profilesTable(),
	await eventTables(),
	await pageForAi(),
	await outputFields(schemas),
	...schemas,
];
const outdated = files.filter((file) => !isUpToDate(file)).map(({ path }) => path);
const leftOver = readdirSync(join(ROOT, SCHEMAS), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.json'))
	.map((name) => join(SCHEMAS, name))
	.filter((file) => !schemas.some(({ path }) => join(path) === file));

if (!process.argv.includes('--check')) {
	files.forEach(write);
	leftOver.forEach((file) => rmSync(join(ROOT, file)));
	console.log(`${files.length} files are written, ${outdated.length} of them have changed.`);
} else if (outdated.length + leftOver.length > 0) {
	console.error(`Out of date: ${[...outdated, ...leftOver].join(', ')}. Run: npm run docs`);
	process.exitCode = 1;
}
