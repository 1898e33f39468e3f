import type { Locator, Page } from 'playwright-core';

/**
 * A person's hands, which count what they do: a click, a text typed, a key pressed. n8n puts the cursor into its search by
 * itself; elsewhere a click comes before a text.
 */
export class Hand {
	readonly clicks: string[] = [];
	readonly texts: string[] = [];
	readonly keys: string[] = [];
	private forCursor = 0;

	constructor(private readonly page: Page) {}

	/** All of it. A text and the click into its field are one. */
	get actions(): number {
		return this.clicks.length - this.forCursor + this.texts.length + this.keys.length;
	}

	async click(what: string, target: Locator): Promise<void> {
		await target.click();
		this.clicks.push(what);
	}

	/** Types into the field that has the cursor already. */
	async type(text: string, field: Locator): Promise<void> {
		await field.and(this.page.locator(':focus')).waitFor();
		await this.page.keyboard.type(text);
		this.texts.push(text);
	}

	/** Clicks into a field and types. */
	async fill(what: string, field: Locator, text: string): Promise<void> {
		await this.click(what, field);
		this.forCursor += 1;
		await this.type(text, field);
	}

	async press(key: 'ArrowDown' | 'Enter' | 'Escape' | '='): Promise<void> {
		await this.page.keyboard.press(key);
		this.keys.push(key);
	}
}
