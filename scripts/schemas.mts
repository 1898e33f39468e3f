/**
 * `nodes/AgentMail/__schema__`: what each operation puts out, so that n8n's editor shows its fields before the first
 * run. Read off runs of every operation in n8n's engine against the sandbox, whose answers the SDK's own schemas accept.
 * With `--check` it only says whether the files are up to date.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

import { resources } from '../nodes/AgentMail/resources/index.js';
import { startSandbox } from '../sandbox/index.mjs';
import { createEngine } from './engine/engine.mjs';
import { prepareMailbox } from './engine/mailbox.mjs';
import { merged, schemaOf, type Schema } from './schemas/schema.mjs';

const root = fileURLToPath(new URL('../nodes/AgentMail/__schema__/', import.meta.url));
const folder = join(root, 'v1.0.0');

const sandbox = await startSandbox();
const engine = await createEngine({
	apiKey: sandbox.apiKey,
	environment: 'custom',
	baseUrl: sandbox.url,
});
const outdated: string[] = [];
const isCheck = process.argv.includes('--check');
if (!isCheck) rmSync(root, { recursive: true, force: true });

for (const { value: resource, operations } of resources) {
	for (const operation of Object.keys(operations)) {
		sandbox.reset();
		const parametersOf = await prepareMailbox(sandbox);
		const items = await engine.action({
			...parametersOf(`${resource}.${operation}`),
			resource,
			operation,
		});
		if (items.length === 0) throw new Error(`${resource}.${operation} put nothing out`);
		const schema = merged(items.map(({ json }) => schemaOf(json)));
		await write(join(folder, resource, `${operation}.json`), { ...schema, version: 1 });
	}
}
await sandbox.close();

if (outdated.length > 0) {
	console.error(`Output schemas are out of date: ${outdated.join(', ')}. Run: npm run schemas`);
	process.exitCode = 1;
} else {
	console.log(`output schemas: ${isCheck ? 'up to date' : 'written'}`);
}

async function write(file: string, schema: Schema & { version: number }): Promise<void> {
	const text = await format(JSON.stringify(schema), {
		...(await resolveConfig(file)),
		filepath: file,
	});
	if (!isCheck) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	} else if (textOf(file) !== text) {
		outdated.push(file.slice(folder.length + 1));
	}
}

function textOf(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
