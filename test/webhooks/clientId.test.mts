import { expect, test } from '@jest/globals';

import { clientIdOf } from '../../nodes/AgentMail/webhooks/registered.js';

const URL = 'https://n8n.example.com/webhook/1/webhook';
const id = clientIdOf('instance', URL, '/webhooks');

test('the same n8n, URL and scope have the same client_id: a repeated create makes no second webhook', () => {
	expect(clientIdOf('instance', URL, '/webhooks')).toBe(id);
});

test('another n8n, URL or scope has another', () => {
	const others = [
		clientIdOf('another', URL, '/webhooks'),
		clientIdOf('instance', URL.replace('webhook', 'webhook-test'), '/webhooks'),
		clientIdOf('instance', URL, '/webhooks', 'a@b.c'),
		clientIdOf('instance', URL, '/pods/1/webhooks'),
	];
	expect(new Set([id, ...others]).size).toBe(5);
});

test('it holds only characters that AgentMail takes', () => {
	expect(clientIdOf('ä@ö', 'https://x.io/ä?b=@', 'support@agentmail.to')).toMatch(
		/^[A-Za-z0-9\-._~]{1,256}$/,
	);
});
