/** What has to be ended, in the order in which it was started. */
export class Closing {
	private readonly steps: Array<() => Promise<void>> = [];
	private running: Promise<void> | undefined;

	add(step: () => Promise<void>): void {
		this.steps.push(step);
	}

	/** Ends all, last started first; one that fails does not keep the others. A second call waits for the first. */
	async closeAll(): Promise<void> {
		this.running ??= this.close();
		await this.running;
	}

	private async close(): Promise<void> {
		for (const step of this.steps.splice(0).reverse()) {
			await step().catch((error: unknown) => console.error(error));
		}
	}
}
