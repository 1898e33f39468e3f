import { describe, expect, test } from '@jest/globals';

import {
	isInternal,
	refuseOtherRegion,
	serverOf,
	webSocketOriginOf,
	type AgentMailCredential,
} from '../../nodes/AgentMail/transport/server.js';

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

	test('a key that was copied with a blank in front of it goes to its own region', () => {
		const pasted = { environment: 'auto', apiKey: ' am_eu_1' } as const;
		expect(serverOf(pasted).origin).toBe('https://api.agentmail.eu');
		expect(webSocketOriginOf(pasted)).toBe('wss://ws.agentmail.eu');
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

// RFC 1918, RFC 6598, RFC 3927, RFC 1122 and RFC 4193: the first and the last address of each range, and their neighbours.
describe('an address belongs to an internal network', () => {
	test.each([
		['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
		['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
		['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
		['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
		['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
		['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
		['[fc00::]', '[fdff:ffff::1]', '[fbff::1]', '[fe00::1]'],
		['[fe80::]', '[febf:ffff::1]', '[fe7f::1]', '[fec0::1]'],
	])('from %s to %s, not %s nor %s', (first, last, ...outside) => {
		const hostnames = [first, last, ...outside].map((host) => new URL(`http://${host}`).hostname);
		expect(hostnames.map(isInternal)).toEqual([true, true, false, false]);
	});

	test.each([16, 19, 20, 29, 30])('172.%i.0.1 in the middle of a range', (second) => {
		expect(isInternal(`172.${second}.0.1`)).toBe(true);
	});

	test.each([69, 70, 99, 100, 109, 110, 119, 120])(
		'100.%i.0.1 in the middle of a range',
		(second) => {
			expect(isInternal(`100.${second}.0.1`)).toBe(true);
		},
	);
});

describe('the WebSocket of a credential', () => {
	test.each([
		['auto', 'am_eu_1', 'wss://ws.agentmail.eu'],
		['auto', 'am_us_1', 'wss://ws.agentmail.to'],
		['us', 'am_eu_1', 'wss://ws.agentmail.to'],
		['eu', 'am_1', 'wss://ws.agentmail.eu'],
	] as const)('region %s with key %s is %s', (environment, apiKey, origin) => {
		expect(webSocketOriginOf({ environment, apiKey })).toBe(origin);
	});

	test.each([
		['http://127.0.0.1:4010', '', 'ws://127.0.0.1:4010'],
		['https://mail.example.com', '', 'wss://mail.example.com'],
		['https://mail.example.com', ' wss://ws.example.com/ ', 'wss://ws.example.com'],
		['https://mail.example.com', 'ws://localhost:1', 'ws://localhost:1'],
	])('base URL %s with "%s" is %s', (baseUrl, websocketUrl, origin) => {
		expect(webSocketOriginOf(credential({ baseUrl, websocketUrl }))).toBe(origin);
	});

	test.each([
		['https://ws.example.com', 'WebSocket URL of the AgentMail credential is not the address'],
		['nonsense', 'WebSocket URL of the AgentMail credential is not the address'],
		['wss://a:b@ws.example.com', 'user name or password'],
		['wss://ws.example.com/v0', 'must end after the host'],
		['wss://ws.example.com/?api_key=x', 'must end after the host'],
		['ws://ws.example.com', 'must start with wss://'],
		['ws://192.168.1.5', 'Allow HTTP on Private Network'],
	])('"%s" is refused: %s', (websocketUrl, reason) => {
		const baseUrl = 'https://mail.example.com';
		expect(() => webSocketOriginOf(credential({ baseUrl, websocketUrl }))).toThrow(reason);
	});

	test('a private network can be allowed', () => {
		const given = credential({ websocketUrl: 'ws://192.168.1.5', allowPrivateHttp: true });
		expect(webSocketOriginOf(given)).toBe('ws://192.168.1.5');
	});
});

describe('a key that names its region', () => {
	test.each([
		['us', 'am_eu_1', 'belongs to the EU region'],
		['eu', 'am_us_1', 'belongs to the US region'],
	] as const)('goes to no other: %s with %s', (environment, apiKey, sentence) => {
		expect(() => refuseOtherRegion({ environment, apiKey })).toThrow(sentence);
	});

	test.each([
		['us', 'am_us_1'],
		['eu', 'am_eu_1'],
		['us', 'am_1'],
		['eu', 'am_1'],
		['auto', 'am_eu_1'],
		['custom', 'am_eu_1'],
	] as const)(
		'goes where it belongs, or where nothing speaks against it: %s with %s',
		(environment, apiKey) => {
			expect(() => refuseOtherRegion({ environment, apiKey })).not.toThrow();
		},
	);
});
