/** n8n answered a call of its editor's API with a status of 400 or more. */
export class N8nRestError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`n8n answered ${status} to ${method} ${path}: ${body.slice(0, 2000)}`);
		this.name = 'N8nRestError';
	}

	/** What n8n shows of it. */
	get sentence(): string {
		return (JSON.parse(this.body) as { message: string }).message;
	}
}

/** A logged-in session of n8n's editor API (`/rest`, the one the browser uses). */
export class RestSession {
	private cookie = '';

	constructor(readonly url: string) {}

	/** Sends JSON, returns the `data` member of the answer (or the whole answer where there is none). */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		return dataOf(await this.text(method, path, body)) as T;
	}

	/** Sends JSON, returns the answer as it is. */
	async text(method: string, path: string, body?: unknown): Promise<string> {
		const answer = await fetch(this.url + path, {
			method,
			headers: {
				'content-type': 'application/json',
				// n8n binds a login to this header, so it is the same on every call.
				'browser-id': 'n8n-nodes-agentmail-plus',
				...(this.cookie && { cookie: this.cookie }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(60_000),
		});
		this.remember(answer.headers);
		const text = await answer.text();
		if (answer.status >= 400) throw new N8nRestError(method, path, answer.status, text);
		return text;
	}

	private remember(headers: Headers): void {
		const cookie = headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (cookie) this.cookie = cookie.split(';')[0] ?? '';
	}
}

function dataOf(text: string): unknown {
	if (text === '') return undefined;
	const answer: unknown = JSON.parse(text);
	const isWrapped = typeof answer === 'object' && answer !== null && 'data' in answer;
	return isWrapped ? answer.data : answer;
}
