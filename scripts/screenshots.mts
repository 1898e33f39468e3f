/** `npm run screenshots`: takes the pictures in docs/images from the running product. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '../sandbox/index.mjs';
import { CHROMIUM_MISSING, findChromium, openBrowser } from './n8n/chromium.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';
import { buildPackage, ROOT } from './package.mjs';
import { startReviewPages, type QuestionKind } from './reviewPages.mjs';
import { openSandboxPage } from './sandboxPage.mjs';
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
await takeReviewPictures();

async function takePictures(tour: Tour): Promise<void> {
	const { editor, workflow, credentials } = tour;
	const picture = async (name: string) => {
		await editor.screenshot(join(FOLDER, `${name}.png`));
		console.log(`docs/images/${name}.png`);
	};
	await editor.openWorkflow(workflow.id);
	// Panels that show an email say more than empty ones.
	const mail = await runByHand(tour);
	await picture('workflow');
	await takePictureOfPage(tour, mail);
	await editor.openNode('AgentMail Trigger');
	await picture('trigger');
	await editor.closeNode();
	await editor.openNode('Acknowledge');
	await picture('action-node');
	await editor.openCredential(credentials.agentMailApi.id);
	await picture('credential');
}

/** The sandbox's page with the conversation that the workflow has just had. */
async function takePictureOfPage({ sandbox }: Tour, { thread_id }: Message): Promise<void> {
	const { page, close } = await openSandboxPage(sandbox);
	try {
		await page.setViewportSize({ width: 1280, height: 720 });
		await page.goto(`${sandbox.url}/#/thread/${thread_id}`);
		await page.getByText('answered', { exact: true }).first().waitFor();
		await page.screenshot({ path: join(FOLDER, 'sandbox.png'), animations: 'disabled' });
		console.log('docs/images/sandbox.png');
	} finally {
		await close();
	}
}

/** The pages that reviewers see: on a desktop, and on a phone in the dark. */
async function takeReviewPictures(): Promise<void> {
	const pages = await startReviewPages();
	const profile = temporaryFolder('chromium');
	const browser = await openBrowser(pages.origin, profile.path);
	try {
		const page = await browser.newPage();
		const picture = async (name: string, kind: QuestionKind) => {
			await page.goto(await pages.ask(kind));
			await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
			console.log(`docs/images/${name}.png`);
		};
		await page.setViewportSize({ width: 860, height: 400 });
		await picture('review-draft', 'draft');
		await page.setViewportSize({ width: 390, height: 400 });
		await page.emulateMedia({ colorScheme: 'dark' });
		await picture('review-phone', 'approval');
	} finally {
		await browser.close();
		await profile.remove();
		await pages.close();
	}
}
