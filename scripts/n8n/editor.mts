import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openBrowser } from './chromium.mjs';
import { OWNER } from './client.mjs';
import { temporaryFolder, type TemporaryFolder } from './temporaryFolder.mjs';

const PAGE_TIMEOUT_MS = 30_000;

/** Opens n8n's editor in headless Chromium, with the owner logged in. */
export async function openEditor(n8nUrl: string): Promise<Editor> {
	const profile = temporaryFolder('chromium');
	const browser = await openBrowser(n8nUrl, profile.path);
	const page = browser.pages()[0] ?? (await browser.newPage());
	page.setDefaultTimeout(PAGE_TIMEOUT_MS);
	const editor = new Editor(n8nUrl, page, browser, profile);
	try {
		await editor.logIn();
	} catch (error) {
		await editor.close();
		throw error;
	}
	return editor;
}

/** A person at n8n's editor. */
export class Editor {
	/** Exceptions in n8n's own page: a node description that the editor cannot show ends up here. */
	readonly errors: string[] = [];

	constructor(
		private readonly n8nUrl: string,
		readonly page: Page,
		private readonly browser: BrowserContext,
		private readonly profile: TemporaryFolder,
	) {
		page.on('pageerror', (error) => this.errors.push(String(error)));
	}

	async logIn(): Promise<void> {
		await this.page.goto(`${this.n8nUrl}/signin`);
		const password = this.page.locator('input[type="password"]');
		await password.waitFor();
		await this.page.locator('input').first().fill(OWNER.email);
		await password.fill(OWNER.password);
		await this.page.keyboard.press('Enter');
		await this.page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.n8nUrl}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Starts a run by hand of the workflow on the canvas. */
	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** Waits until so many nodes on the canvas show that they ran well. */
	async executed(nodes: number): Promise<void> {
		const marks = this.page.getByTestId('canvas-node-status-success');
		await marks.nth(nodes - 1).waitFor();
	}

	/** Opens the panel of a node on the canvas and returns the part with its parameters. */
	async openNode(name: string): Promise<Locator> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		const parameters = this.page.getByTestId('node-parameters').first();
		await parameters.waitFor();
		return parameters;
	}

	/** Closes the panel of a node; the canvas is seen again. */
	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.getByTestId('node-parameters').first().waitFor({ state: 'detached' });
	}

	/** Opens a stored credential and returns its dialog; n8n tests the credential as it opens. */
	async openCredential(id: string): Promise<Locator> {
		await this.page.goto(`${this.n8nUrl}/home/credentials/${id}`);
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.waitFor();
		return dialog;
	}

	/** Opens the list of a picker in the open panel and returns what it offers. */
	async openPicker(parameter: string): Promise<Locator> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		const choices = this.page.getByTestId('rlc-item');
		await choices.first().waitFor();
		return choices;
	}

	/** Chooses an entry of a picker in the open panel by its text. */
	async pick(parameter: string, text: string): Promise<void> {
		const choices = await this.openPicker(parameter);
		await choices.filter({ hasText: text }).first().click();
	}

	/** Settings > Community nodes. */
	async openCommunityNodes(): Promise<void> {
		await this.page.goto(`${this.n8nUrl}/settings/community-nodes`);
	}

	/** Saves what is seen, with fonts loaded and nothing in motion. */
	async screenshot(file: string): Promise<void> {
		await this.page.evaluate(async () => void (await document.fonts.ready));
		await this.page.waitForTimeout(800);
		await this.page.screenshot({ path: file, animations: 'disabled' });
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.profile.remove();
	}
}
