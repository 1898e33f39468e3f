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

const SIGNALS = [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const;

/**
 * Runs a program that starts others, and ends this process with it: what it adds to `closing` is ended first, when it is
 * through, when it fails, and on Ctrl-C. What is still starting then ends with this process, see n8n/afterThisProcess.mts.
 */
export async function runProgram(work: (closing: Closing) => Promise<void>): Promise<never> {
	const closing = new Closing();
	let isEnding = false;
	const endWith = async (code: number): Promise<never> => {
		isEnding = true;
		await closing.closeAll();
		process.exit(code);
	};
	for (const [signal, code] of SIGNALS) process.once(signal, () => void endWith(code));
	try {
		await work(closing);
		return await endWith(0);
	} catch (error) {
		// While all is being ended, what still runs fails for that reason alone.
		if (!isEnding) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
		return await endWith(1);
	}
}
