import { describe, expect, test } from '@jest/globals';

import { missingAt } from '../../nodes/AgentMail/transport/notFound.js';

const INBOX = '/v0/inboxes/support%40agentmail.to';

describe('what a 404 is about', () => {
	test.each([
		['/v0/inboxes/support%40agentmail.to', 'The inbox "support@agentmail.to" was not found.'],
		[`${INBOX}/messages?limit=100`, 'The inbox "support@agentmail.to" was not found.'],
		[`${INBOX}/messages/send`, 'The inbox "support@agentmail.to" was not found.'],
		[`${INBOX}/threads/search?q=x`, 'The inbox "support@agentmail.to" was not found.'],
		['/v0/pods/p1/domains', 'The pod "p1" was not found.'],
		['/v0/domains/mail.example.com/verify', 'The domain "mail.example.com" was not found.'],
		['/v0/api-keys/k1', 'The API key "k1" was not found.'],
		[`${INBOX}/drafts/d1/send`, 'The draft "d1" was not found.'],
		[`${INBOX}/threads/t1`, 'The thread "t1" was not found in the inbox support@agentmail.to.'],
	])('%s', (url, what) => expect(missingAt(url)?.what).toBe(what));

	test.each([
		`${INBOX}/messages/%3Cgone%40example.com%3E`,
		`${INBOX}/drafts/d1`,
		'/v0/pods/p1/inboxes/a%40b.io',
		'/v0/lists/receive/block/a%40b.io',
	])('%s leaves it open, so the API has the word', (url) => {
		expect(missingAt(url)).toBeUndefined();
	});

	test.each(['3c1f0b7e', 'CAF=x1@mail.gmail.com'])('%s cannot be a message ID', (id) => {
		expect(missingAt(`${INBOX}/messages/${encodeURIComponent(id)}/reply`)?.what).toContain(
			'is not a message ID',
		);
	});
});
