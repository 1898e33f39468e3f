import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openBrowser } from './chromium.mjs';
import { OWNER } from './client.mjs';
import { temporaryFolder, type TemporaryFolder } from './temporaryFolder.mjs';
import { waitUntil } from './waitUntil.mjs';

const PAGE_TIMEOUT_MS = 30_000;

/** Opens n8n's editor in headless Chromium, with the owner logged in. */
export async function openEditor(n8nUrl: string): Promise<Editor> {
	const profile = temporaryFolder('chromium');
	const browser = await openBrowser(n8nUrl, profile.path);
	const page = browser.pages()[0] ?? (await browser.newPage());
	page.setDefaultTimeout(PAGE_TIMEOUT_MS);
	await browser.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: n8nUrl });
	// Otherwise n8n explains pinning, above the output of a node.
	await page.addInitScript(() => {
		for (const place of ['CANVAS', 'NDV']) {
			localStorage.setItem(`N8N_PIN_DATA_DISCOVERY_${place}`, 'true');
		}
	});
	const editor = new Editor(n8nUrl, page, browser, profile);
	try {
		await editor.logIn();
	} catch (error) {
		await editor.close();
		throw error;
	}
	return editor;
}

/** It and its list of triggers would cover what stands at the bottom of the canvas. */
const WITHOUT_RUN_BUTTON =
	'[data-test-id="execute-workflow-button"], [aria-label="Select trigger node"] { visibility: hidden }';

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

	/** Opens a new canvas, on which there is nothing. */
	async openNewWorkflow(): Promise<void> {
		await this.page.goto(`${this.n8nUrl}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	/** Opens the list of nodes for the first one on an empty canvas. */
	async openNodeList(): Promise<void> {
		await this.openNewWorkflow();
		await this.page.getByTestId('canvas-add-button').click();
	}

	/** Opens the list of nodes for an input of the only node on the canvas that has it, e.g. `ai_tool`. */
	async openNodeListOf(input: string): Promise<void> {
		const handle = this.page.locator(
			`[data-test-id="canvas-node-input-handle"][data-connection-type="${input}"]`,
		);
		// Before the editor has all of its nodes it opens another list.
		await this.page.waitForLoadState('networkidle');
		await handle.getByTestId('canvas-handle-plus').click();
	}

	/** Types words into the open list of nodes. @throws Error when no node of that name is found by them */
	async findNode(words: string, name: string): Promise<void> {
		const typed = this.page.getByTestId('node-creator-search-bar');
		const found = this.page.getByTestId('node-creator-item-name').filter({ hasText: name }).first();
		await typed.fill('');
		await found.waitFor({ state: 'detached' });
		await typed.fill(words);
		await found.waitFor().catch((cause: unknown) => {
			throw new Error(`No ${name} is found by "${words}".`, { cause });
		});
	}

	/** Pastes onto a new canvas. @returns the id of the workflow, once n8n has saved it by itself */
	async paste(copied: string): Promise<string> {
		await this.page.evaluate(async (text) => await navigator.clipboard.writeText(text), copied);
		await this.page.keyboard.press('ControlOrMeta+V');
		// Until then the address says that it is new.
		await this.page.waitForURL(({ searchParams }) => !searchParams.has('new'));
		return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
	}

	/** The names of the nodes on the canvas, sticky notes left out. */
	async nodeNames(): Promise<string[]> {
		const nodes = await this.page.getByTestId('canvas-node').all();
		return await Promise.all(nodes.map(nameOf));
	}

	/** What n8n says is missing or wrong in each node on the canvas that carries its red mark. */
	async issues(): Promise<Record<string, string>> {
		const issues: Record<string, string> = {};
		const mark = this.page.getByTestId('node-issues');
		for (const node of await this.page.getByTestId('canvas-node').filter({ has: mark }).all()) {
			await node.getByTestId('node-issues').hover();
			const said = this.page.locator('[data-state$="-open"]').filter({ hasText: 'Issues' });
			issues[await nameOf(node)] = await said.innerText();
			await this.page.mouse.move(0, 0);
			await said.waitFor({ state: 'detached' });
		}
		return issues;
	}

	/** Warnings and errors in the corner of the page. */
	async complaints(): Promise<string[]> {
		const bad = this.page.locator('.el-notification--error, .el-notification--warning');
		return await this.page.locator('.el-notification').filter({ has: bad }).allInnerTexts();
	}

	/** Publishes the workflow on the canvas. @returns what n8n says once it is published */
	async publish(): Promise<string> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
		const said = this.page.getByTestId('activation-modal');
		const text = await said.innerText();
		await said.getByRole('button', { name: 'Got it' }).click();
		await said.waitFor({ state: 'detached' });
		return text;
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
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('node-parameters').first().waitFor({ state: 'detached' });
	}

	/** Opens a stored credential and returns its dialog; n8n tests the credential as it opens. */
	async openCredential(id: string): Promise<Locator> {
		await this.page.goto(`${this.n8nUrl}/home/credentials/${id}`);
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.waitFor();
		return dialog;
	}

	/** The list of the open workflow's runs, newest first. */
	async openExecutions(): Promise<Locator> {
		await this.page.getByTestId('radio-button-executions').click();
		const runs = this.page
			.getByTestId('current-executions-list')
			.locator('[data-test-execution-status]');
		await runs.first().waitFor();
		return runs;
	}

	/** Chooses a stored credential in the open panel. */
	async chooseCredential(name: string): Promise<void> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.clickOption(name);
	}

	/**
	 * Opens the list of a picker in the open panel and returns what it offers. Where the ID of the incoming item stands in
	 * it, the person first chooses that it be fixed, and from a list.
	 */
	async openPicker(parameter: string): Promise<Locator> {
		const picker = this.page.getByTestId(`resource-locator-${parameter}`);
		const list = picker.getByTestId('rlc-input');
		await picker.waitFor();
		if (!(await list.isVisible())) {
			const whole = this.page.getByTestId('parameter-item').filter({ has: picker });
			await whole.hover();
			await whole.getByTestId('radio-button-fixed').click();
			await picker.getByTestId('rlc-mode-selector').click();
			await this.page.getByTestId('mode-list').filter({ visible: true }).click();
		}
		await list.click();
		const choices = this.page.getByTestId('rlc-item');
		await choices.first().waitFor();
		return choices;
	}

	/** Chooses an entry of a picker in the open panel by its text. */
	async pick(parameter: string, text: string): Promise<void> {
		const choices = await this.openPicker(parameter);
		await choices.filter({ hasText: text }).first().click();
	}

	/** Types into the search of a picker, waits until only the entry with `text` is left, and chooses it. */
	async search(parameter: string, typed: string, text: string): Promise<void> {
		const choices = await this.openPicker(parameter);
		await this.page.getByTestId('rlc-search').filter({ visible: true }).fill(typed);
		await waitUntil(`the search for "${typed}" to leave only "${text}"`, async () => {
			const found = await choices.allInnerTexts();
			return (found.length === 1 && found[0]?.includes(text)) || undefined;
		});
		await choices.click();
	}

	/** Chooses an option of a drop-down in the open panel, by the names that the person reads. */
	async choose(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).click();
		await this.clickOption(option);
		// Where several may be chosen, the list stays open until the person clicks elsewhere.
		await this.page.getByTestId('tab-params').click();
	}

	/** Types into a text field in the open panel. */
	async fill(parameter: string, text: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input, textarea').first().fill(text);
	}

	/** Clicks "Add field", "Add header" or the like in the open panel, and chooses what to add where that is asked. */
	async add(button: string, option?: string): Promise<void> {
		const panel = this.page.getByTestId('node-parameters').first();
		await panel
			.getByPlaceholder(button)
			.or(panel.getByRole('button', { name: button }))
			.click();
		if (option) await this.clickOption(option);
	}

	/** Clicks "Execute step" in the open panel. @returns the output's JSON once it is green. @throws Error with what is red */
	async executeStep(): Promise<unknown> {
		await this.page.getByTestId('node-execute-button').click();
		return await this.output();
	}

	/** The same without the click: of a run that goes on. */
	async output(): Promise<unknown> {
		const output = this.page.getByTestId('output-panel');
		const green = output.getByTestId('node-run-status-success');
		const red = output.getByTestId('node-error-message');
		await green.or(red).first().waitFor();
		if (await red.isVisible()) throw new Error(await red.innerText());
		await output.getByTestId('radio-button-json').click();
		// The editor draws only the lines for which it has measured room: all have it in a tall window, a moment later.
		const usual = this.page.viewportSize()!;
		await this.page.setViewportSize({ ...usual, height: 4000 });
		try {
			return await waitUntil('the whole output', async () =>
				parsedJson(await output.locator('.vjs-tree').innerText()),
			);
		} finally {
			await this.page.setViewportSize(usual);
		}
	}

	private async clickOption(name: string): Promise<void> {
		const options = this.page.getByRole('option').filter({ visible: true });
		await options.filter({ has: this.page.getByText(name, { exact: true }) }).click();
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

	/** Saves the open workflow's canvas, all of it as large as it fits. */
	async canvasScreenshot(file: string): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.page.evaluate(async () => void (await document.fonts.ready));
		await this.page.waitForTimeout(800);
		await this.page
			.getByTestId('canvas')
			.screenshot({ path: file, animations: 'disabled', style: WITHOUT_RUN_BUTTON });
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.profile.remove();
	}
}

const nameOf = async (node: Locator) => (await node.getAttribute('data-node-name')) ?? '';

/** @returns `undefined` while it is no JSON yet. The editor indents with spaces that do not break, which are no JSON. */
function parsedJson(shown: string): unknown {
	try {
		return JSON.parse(shown.replaceAll('\u00a0', ' '));
	} catch {
		return undefined;
	}
}
