import type { FastifyRequest } from 'fastify';

/** A request to `/v0`, or to a queue at `/api/v1`, as it came. */
export interface RecordedRequest {
	method: string;
	/** Raw and encoded, without the query. */
	path: string;
	query: string;
	headers: Record<string, string | string[] | undefined>;
	/** The parsed JSON; undefined without a body or if it was no JSON. */
	body: unknown;
	rawBody: Buffer;
	/** What the sandbox decided to answer; 0 until then, and for a socket that was reset before. */
	status: number;
}

export function recordOf(request: FastifyRequest): RecordedRequest {
	const { path, query } = splitUrl(request.raw.url ?? '/');
	return {
		method: request.method,
		path,
		query,
		headers: { ...request.headers },
		body: undefined,
		rawBody: Buffer.alloc(0),
		status: 0,
	};
}

export function splitUrl(url: string): { path: string; query: string } {
	const mark = url.indexOf('?');
	return mark < 0
		? { path: url, query: '' }
		: { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
