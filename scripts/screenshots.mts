/** `npm run screenshots`: takes the pictures in docs/images from the running product. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_MISSING, findChromium } from './n8n/chromium.mjs';
import { buildPackage, ROOT } from './package.mjs';
import { runByHand, startTour, type Tour } from './tour.mjs';

const FOLDER = join(ROOT, 'docs', 'images');

if (!findChromium()) {
	console.error(CHROMIUM_MISSING);
	process.exit(1);
}
console.log('Building the package …');
await buildPackage();
const tour = await startTour({ log: console.log });
try {
	await mkdir(FOLDER, { recursive: true });
	await takePictures(tour);
} finally {
	await tour.stop();
}

async function takePictures(tour: Tour): Promise<void> {
	const { editor, workflow, credentials } = tour;
	const picture = async (name: string) => {
		await editor.screenshot(join(FOLDER, `${name}.png`));
		console.log(`docs/images/${name}.png`);
	};
	await editor.openWorkflow(workflow.id);
	// Panels that show a mail say more than empty ones.
	await runByHand(tour);
	await picture('workflow');
	await editor.openNode('Mail arrives');
	await picture('trigger');
	await editor.closeNode();
	await editor.openNode('Acknowledge');
	await picture('action-node');
	await editor.openCredential(credentials.agentMailApi.id);
	await picture('credential');
}
