import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { createEngine, QUEUE_TRIGGER } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { useServers } from './fixture.mjs';
import { timings } from './queueListener.mjs';
import { listen } from './listener.mjs';

/** What AgentMail and Svix answered, and what the official consumer sent: our reader against the same answers. */
interface Exchange {
	name: string;
	request: {
		method: string;
		url?: string;
		query?: string;
		headers: Record<string, string>;
		body?: object;
	};
	response: { status: number; body: unknown };
}
interface Sent {
	method: string;
	url: string;
	headers: Record<string, string>;
	body: string | null;
}
const wire = JSON.parse(
	readFileSync(new URL('../fixtures/polling-wire.json', import.meta.url), 'utf8'),
) as {
	token: Record<'v1' | 'v2', { prefix: string; json: object }>;
	agentmail: Exchange[];
	svix: Exchange[];
	recorded: Record<string, { requests: Sent[] }>;
};

const exchange = (name: string) => wire.svix.find((each) => each.name.startsWith(name))!;
const start = useServers();

async function readBy(version: 'v1' | 'v2') {
	const sent: Sent[] = [];
	const script = [
		exchange('read again before commit'),
		exchange('read first batch'),
		exchange('after the lease ran out'),
	].map(({ response }) => response);
	let origin = '';
	origin = await start((request, response) => {
		void (async () => {
			const body = await text(request);
			const { status, body: answer } = answerTo(request);
			if (request.url!.startsWith('/api')) {
				const headers = request.headers as Record<string, string>;
				sent.push({ method: request.method!, url: request.url!, headers, body: body || null });
			}
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(answer === null ? undefined : JSON.stringify(answer));
		})();
	});
	function answerTo({ method, url = '' }: IncomingMessage): Exchange['response'] {
		const ok = (body: unknown) => ({ status: 200, body });
		if (url === '/v0/auth/me') return ok({ scope_type: 'organization', scope_id: 'o' });
		if (url.includes('/autoconfig/')) return exchange('v2 token').response;
		if (url.endsWith('/commit')) return exchange('commit').response;
		if (url.startsWith('/api')) return script.shift() ?? exchange('read, nothing new').response;
		if (method === 'GET') return ok({ count: 0, polling_webhooks: [] });
		const { prefix, json } = wire.token[version];
		const content = Buffer.from(JSON.stringify({ ...json, surl: origin })).toString('base64');
		const created = wire.agentmail[0]!.response.body as object;
		return ok({ ...created, token: `${prefix}${content}` });
	}
	Object.assign(timings, { shortestWait: 20 });
	const engine = await createEngine({ apiKey: 'am_us_k', environment: 'custom', baseUrl: origin });
	const node = { id: version, name: 'Trigger', type: QUEUE_TRIGGER, parameters: {} };
	const listening = await listen(engine, engine.newWorkflow({ nodes: [node] }));
	await waitUntil('two commits', async () =>
		sent.filter(({ url }) => url.endsWith('/commit')).length >= 2 ? true : undefined,
	);
	await listening.close();
	return { sent, listening };
}

const withoutReader = (url: string) =>
	url.split('?')[0]!.replace(/consumer\/[\w.-]+/, 'consumer/any');

test.each(['v1', 'v2'] as const)(
	'with a token of kind %s, the reader sends what the official consumer sends',
	async (version) => {
		const { sent, listening } = await readBy(version);
		const [read] = wire.recorded['1.99.1 v1 receive all options']!.requests;
		const [commit] = wire.recorded['1.99.1 v1 commit']!.requests;
		const reads = sent.filter(({ url }) => url.includes('/consumer/') && !url.endsWith('/commit'));
		expect(new Set(reads.map(({ method, url }) => `${method} ${withoutReader(url)}`))).toEqual(
			new Set([`${read!.method} ${withoutReader(read!.url)}`]),
		);
		const namesIn = (url: string) => [...new URL(url, 'http://any').searchParams.keys()].sort();
		expect(namesIn(reads[0]!.url)).toEqual(namesIn(read!.url));
		expect(reads[0]!.headers.authorization).toBe(read!.headers.authorization);

		const ours = sent.find(({ url }) => url.endsWith('/commit'))!;
		expect([ours.method, withoutReader(ours.url), ours.body]).toEqual([
			commit!.method,
			withoutReader(commit!.url),
			commit!.body,
		]);
		expect(ours.headers['content-type']).toBe(commit!.headers['content-type']);
		const key = /^auto_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
		expect(commit!.headers['idempotency-key']).toMatch(key);
		expect(ours.headers['idempotency-key']).toMatch(key);

		const resolving = wire.recorded['2.5.0 v2 token receive']!.requests[0]!;
		const asked = sent.filter(({ url }) => url.includes('/autoconfig/')).map(({ url }) => url);
		expect(asked).toEqual(version === 'v2' ? [resolving.url] : []);
		// Two events, the first batch of which came a second time.
		expect(
			listening.emitted.map(({ json }) => (json.event as { delivery_id: string }).delivery_id),
		).toEqual(['evt_7hA3rece1v', 'evt_7hA9sec0nd']);
	},
);
