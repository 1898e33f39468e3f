import { expect, test } from '@jest/globals';

import { path } from '../../nodes/AgentMail/transport/path.js';
import { apiOf } from './answers.mjs';

test('a storm of repeats is one line, which says why and nothing of the requests', async () => {
	let asked = 0;
	const { api, log } = apiOf(() =>
		asked++ % 2 === 0
			? { statusCode: 429, body: { message: 'slow down, secret@example.com' } }
			: { statusCode: 200, body: { ok: true } },
	);
	for (let request = 0; request < 10; request++) {
		await api.get(path`/inboxes/${'secret@example.com'}`);
	}
	expect(asked).toBe(20);
	expect(log).toEqual([
		'AgentMail: retrying a request: AgentMail limits the rate of requests (429).',
	]);
});

test('another reason is another line', async () => {
	let asked = 0;
	const { api, log } = apiOf(() =>
		asked++ === 0 ? { statusCode: 503, body: {} } : { statusCode: 200, body: {} },
	);
	await api.get(path`/inboxes`);
	expect(log).toEqual(['AgentMail: retrying a request: AgentMail is not available.']);
});
