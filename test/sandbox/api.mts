import type { Sandbox } from '../../sandbox/index.mjs';

interface Answer<Body> {
	status: number;
	body: Body;
}

interface ErrorBody {
	name: string;
	code: string;
	message: string;
	fix: string;
	docs: string;
	errors?: { path: (string | number)[]; message: string }[];
}

interface Options {
	key?: string;
	headers?: Record<string, string>;
	body?: unknown;
}

export type Call = <Body = ErrorBody>(
	method: string,
	path: string,
	options?: Options,
) => Promise<Answer<Body>>;

/** Plain HTTP against a sandbox: what the SDK would not send can be sent, what it hides is seen. */
export function apiOf(sandbox: Sandbox): Call {
	return async <Body,>(method: string, path: string, { key, headers, body }: Options = {}) => {
		const response = await fetch(`${sandbox.url}/v0${path}`, {
			method,
			headers: { authorization: `Bearer ${key ?? sandbox.apiKey}`, ...headers },
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		return {
			status: response.status,
			body: (text === '' ? undefined : JSON.parse(text)) as Body,
		};
	};
}

/** The path of an inbox, or of a message in it. */
export function inboxPath(inbox_id: string, message_id?: string): string {
	const inbox = `/inboxes/${encodeURIComponent(inbox_id)}`;
	return message_id === undefined ? inbox : `${inbox}/messages/${encodeURIComponent(message_id)}`;
}
