import { expect, test } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';

import { agentMailApi } from '../../nodes/AgentMail/transport/api.js';
import { path } from '../../nodes/AgentMail/transport/path.js';

/** n8n's engine in process gives a node a log that cannot be read. */
function context(answers: () => { statusCode: number; body: unknown }) {
	const log: string[] = [];
	const fake = {
		helpers: {
			httpRequestWithAuthentication: async () => ({
				...answers(),
				headers: { 'retry-after': '0' },
			}),
		},
		getCredentials: async () => ({}),
		getExecutionCancelSignal: () => undefined,
		logger: { warn: (line: string) => void log.push(line) },
	};
	return { api: agentMailApi(fake as unknown as IExecuteFunctions), log };
}

test('a storm of repeats is one line, which says why and nothing of the requests', async () => {
	let asked = 0;
	const { api, log } = context(() =>
		asked++ % 2 === 0
			? { statusCode: 429, body: { message: 'slow down, secret@example.com' } }
			: { statusCode: 200, body: { ok: true } },
	);
	for (let request = 0; request < 10; request++) {
		await api.get(path`/inboxes/${'secret@example.com'}`);
	}
	expect(asked).toBe(20);
	expect(log).toEqual([
		'AgentMail: a request is tried again, because AgentMail asks for fewer requests at a time (429).',
	]);
}, 60_000);

test('another reason is another line', async () => {
	let asked = 0;
	const { api, log } = context(() =>
		asked++ === 0 ? { statusCode: 503, body: {} } : { statusCode: 200, body: {} },
	);
	await api.get(path`/inboxes`);
	expect(log).toEqual([
		'AgentMail: a request is tried again, because AgentMail was not available.',
	]);
});
