import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

import { callsInWords } from '../../nodes/AgentMail/transport/callsInWords.js';
import { resources } from '../../nodes/AgentMail/resources/index.js';

/** `Message: Reply`, as n8n's panel has it. */
const operations = resources.flatMap(({ name, operations }) =>
	Object.values(operations).map((operation) => `${name}: ${operation.name}`),
);

describe('a call of the API in advice of AgentMail becomes an operation of the node', () => {
	test.each([
		[
			'Check the id; GET /v0/auth/me tells what the key is bound to.',
			'Check the id; Organization: Get Identity tells what the key is bound to.',
		],
		[
			'Register it with POST /v0/domains and {"domain":"corp.com"}, or leave it out.',
			'Register it with Domain: Create, or leave it out.',
		],
		[
			'Enable them with PATCH /v0/domains/corp.com and {"subdomains_enabled":true}.',
			'Enable them with Domain: Update.',
		],
		[
			'grant it with PATCH /v0/api-keys/8c1f and {"permissions":{"message_send":true}}.',
			'grant it with API Key: Update.',
		],
		[
			'Add it with POST /v0/lists/send/allow and {"entry":"a@b.io"}.',
			'Add it with List Entry: Create.',
		],
		[
			'Publish its records, then call POST /v0/domains/corp.com/verify.',
			'Publish its records, then call Domain: Verify.',
		],
		[
			"List the pod's inboxes with GET /v0/pods/5a1b/inboxes and delete them.",
			"List the pod's inboxes with Inbox: Get Many and delete them.",
		],
		['Delete one (GET /v0/webhooks lists them).', 'Delete one (Webhook: Get Many lists them).'],
		['Use POST /v0/inboxes/{inbox_id}/messages/batch-update.', 'Use Label: Update.'],
		['Read it with GET /v0/inboxes/a@b.io/threads/77.', 'Read it with Thread: Get.'],
		[
			'Make the URL answer 2xx, or GET it yourself.',
			'Make the URL answer 2xx, or GET it yourself.',
		],
		['Call GET /v0/unknown/things.', 'Call GET /v0/unknown/things.'],
	])('%s', (advice, words) => {
		expect(callsInWords(advice)).toBe(words);
		for (const [named] of words.matchAll(/[A-Z][\w ]*: [A-Z]\w+(?: [A-Z]\w+)?/g)) {
			expect(operations.some((operation) => named.endsWith(operation))).toBe(true);
		}
	});

	test('so it is with everything that the sandbox, which says what AgentMail says, advises', () => {
		const files = readdirSync('sandbox', { recursive: true, encoding: 'utf8' });
		const advice = files
			.filter((file) => file.endsWith('.mts'))
			.flatMap((file) => [
				...readFileSync(`sandbox/${file}`, 'utf8').matchAll(
					/fix[:=] ?(?:forbidden\()?(['`].+['`])/g,
				),
			])
			.map(([, written]) => callsInWords(written!.replaceAll(/\$\{[^}]+\}/g, 'x')));
		expect(advice.length).toBeGreaterThan(20);
		expect(advice.filter((each) => /\/v0|\b(GET|POST|PATCH|DELETE) \//.test(each))).toEqual([]);
	});
});
