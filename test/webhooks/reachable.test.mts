import { describe, expect, test } from '@jest/globals';

import type { AgentMailCredential } from '../../nodes/AgentMail/transport/server.js';
import { refuseUnreachable } from '../../nodes/AgentMail/webhooks/reachable.js';

const credential = (environment: AgentMailCredential['environment']) => ({
	apiKey: 'am_us_key',
	environment,
});
const WAYS_OUT = { instead: 'Try this', then: 'go on' };
const check = (origin: string) => () =>
	refuseUnreachable(`${origin}/webhook/1/webhook`, credential('auto'), WAYS_OUT);

describe('a URL that AgentMail cannot reach is refused before it is registered', () => {
	test.each([
		'http://localhost:5678',
		'https://localhost',
		'http://127.0.0.1:5678',
		'http://127.1:5678',
		'http://0.0.0.0:5678',
		'http://[::1]:5678',
		'https://10.0.0.5',
		'https://172.16.0.1',
		'https://172.31.255.255',
		'https://192.168.1.20:5678',
		'https://169.254.169.254',
		'https://100.64.0.1',
		'https://[fd00::1]',
		'https://[fe80::1]',
		'http://n8n:5678',
		'https://n8n.local',
		'https://n8n.internal',
	])('inside a network: %s', (origin) => {
		expect(check(origin)).toThrow(
			/cannot reach this n8n at .*Try this instead, or .*public https:\/\/ address.* and go on\.$/,
		);
	});

	test('plain http', () => {
		expect(check('http://n8n.example.com')).toThrow(/delivers to https:\/\/ addresses only/);
	});

	test.each(['n8n.example.com', 'n8n.example.com:5678', 'https://n8n example.com'])(
		'an address that is none, as somebody set it: %s',
		(address) => {
			expect(check(address)).toThrow(
				`delivers to https:// addresses only, and this n8n is at ${address}`,
			);
		},
	);

	test.each([
		'https://n8n.example.com',
		'https://n8n.example.com:8443',
		'https://172.32.0.1',
		'https://8.8.8.8',
		'https://local.example.com',
		'https://[2606:4700::1111]',
	])('public: %s passes', (origin) => {
		expect(check(origin)).not.toThrow();
	});

	test('an own server may stand beside n8n, so anything goes', () => {
		expect(() =>
			refuseUnreachable('http://localhost:5678/webhook', credential('custom'), WAYS_OUT),
		).not.toThrow();
	});
});
