/** The last step of `npm run screenshots`: the canvas of each workflow in `examples/`, as docs/images/examples shows it. Names on the command line limit it to those. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleWorkflow } from './example.mjs';
import { CHROMIUM_MISSING, findChromium } from './n8n/chromium.mjs';
import { openEditor } from './n8n/editor.mjs';
import { buildPackage, ROOT } from './package.mjs';
import { startStage, type Stage } from './stage.mjs';

const FOLDER = join(ROOT, 'docs', 'images', 'examples');

if (!findChromium()) {
	console.error(CHROMIUM_MISSING);
	process.exit(1);
}
await buildPackage();
const stage = await startStage({ log: console.log });
try {
	await takePictures(stage);
} finally {
	await stage.stop();
}

async function takePictures({ n8n, credentials }: Stage): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	const editor = await openEditor(n8n.url);
	try {
		for (const name of await wanted()) {
			const { id } = await n8n.client.createWorkflow(
				await exampleWorkflow(name, credentials.agentMailApi),
			);
			await editor.openWorkflow(id);
			await editor.canvasScreenshot(join(FOLDER, `${name}.png`));
			console.log(`docs/images/examples/${name}.png`);
		}
	} finally {
		await editor.close();
	}
}

async function wanted(): Promise<string[]> {
	const given = process.argv.slice(2);
	if (given.length > 0) return given;
	const files = await readdir(join(ROOT, 'examples'));
	return files.filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', ''));
}
