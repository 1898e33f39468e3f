import { describe, expect, test } from '@jest/globals';

import { serverOf, type AgentMailCredential } from '../../nodes/AgentMail/transport/server.js';

const credential = (fields: Partial<AgentMailCredential>): AgentMailCredential => ({
	apiKey: 'am_us_x',
	environment: 'custom',
	...fields,
});

describe('the server of a credential', () => {
	test.each([
		['auto', 'am_eu_1', 'https://api.agentmail.eu'],
		['auto', 'am_us_1', 'https://api.agentmail.to'],
		['auto', 'am_1', 'https://api.agentmail.to'],
		['us', 'am_eu_1', 'https://api.agentmail.to'],
		['eu', 'am_1', 'https://api.agentmail.eu'],
	] as const)('region %s with key %s is %s', (environment, apiKey, origin) => {
		expect(serverOf({ environment, apiKey }).origin).toBe(origin);
	});

	test.each([
		'https://mail.example.com',
		'https://mail.example.com:8443',
		'http://127.0.0.1:4010',
		'http://localhost:4010',
		'http://[::1]:4010',
	])('%s may be a base URL', (baseUrl) =>
		expect(serverOf(credential({ baseUrl })).origin).toBe(baseUrl),
	);

	test('a slash at the end does no harm', () => {
		expect(serverOf(credential({ baseUrl: ' https://mail.example.com/ ' })).origin).toBe(
			'https://mail.example.com',
		);
	});

	test.each([
		['', 'is not a web address'],
		['mail.example.com', 'is not a web address'],
		['ftp://mail.example.com', 'is not a web address'],
		['javascript:alert(1)', 'is not a web address'],
		['https://user:pass@mail.example.com', 'Remove everything before the "@"'],
		['https://api.agentmail.to@evil.io', 'Remove everything before the "@"'],
		['https://mail.example.com/v0', 'must end after the host'],
		['https://mail.example.com?x=1', 'must end after the host'],
		['http://mail.example.com', 'must start with https://'],
		['http://127.0.0.1.evil.io', 'must start with https://'],
	])('%j is refused with advice', (baseUrl, advice) => {
		expect(() => serverOf(credential({ baseUrl }))).toThrow(advice);
	});

	test.each([
		'http://10.0.0.7:4010',
		'http://192.168.1.2',
		'http://172.20.0.3',
		'http://169.254.1.1',
		'http://sandbox:4010',
		'http://mail.local',
		'http://[fd00::1]',
	])('%s needs the confirmation for private networks', (baseUrl) => {
		expect(() => serverOf(credential({ baseUrl }))).toThrow('Allow HTTP on Private Network');
		expect(serverOf(credential({ baseUrl, allowPrivateHttp: true })).origin).toBe(baseUrl);
	});

	test('the confirmation opens no public address', () => {
		expect(() =>
			serverOf(credential({ baseUrl: 'http://172.32.0.1', allowPrivateHttp: true })),
		).toThrow('must start with https://');
	});
});
