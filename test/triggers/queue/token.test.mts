import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { readToken } from '../../../nodes/AgentMail/triggers/queue/token.js';

interface Kind {
	prefix: string;
	json: Record<string, string>;
	example: string;
}
const { token: kinds } = JSON.parse(
	readFileSync(new URL('../../fixtures/polling-wire.json', import.meta.url), 'utf8'),
) as { token: { v1: Kind; v2: Kind } };

const US = { apiKey: 'am_us_key', environment: 'us' } as const;
const OWN = { apiKey: 'am_us_key', environment: 'custom' } as const;

const written = ({ prefix, json }: Kind, changed: object = {}) =>
	prefix + Buffer.from(JSON.stringify({ ...json, ...changed })).toString('base64');

describe('a token of a queue', () => {
	test.each([
		[kinds.v1, { sinkId: kinds.v1.json.eid }],
		[kinds.v2, { autoConfigId: kinds.v2.json.sid }],
	])('of each kind is read', (kind, place) => {
		expect(readToken(kind.example, US)).toEqual({
			origin: kind.json.surl,
			appId: kind.json.aid,
			place,
			bearer: kind.json.tok,
		});
	});

	test.each([
		['nothing', undefined],
		['something else', 42],
		['another kind', kinds.v1.example.replace('v1', 'v9')],
		['no JSON', 'auto_v1_bm8='],
		['no server', written(kinds.v1, { surl: undefined })],
		['the place of the other kind', kinds.v1.example.replace('v1', 'v2')],
	])('that says %s is refused, and the error does not show it', (_what, token) => {
		const read = () => readToken(token, US);
		expect(read).toThrow(/Update the node package/);
		const shown = typeof token === 'string' ? token.slice('auto_v1_'.length) : 'undefined';
		expect(read).not.toThrow(shown);
	});

	test.each([
		'http://api.us.svix.com',
		'http://127.0.0.1:80',
		'https://user:secret@api.us.svix.com',
		'ftp://api.us.svix.com',
		'not an address',
	])('at %s is refused', (surl) => {
		expect(() => readToken(written(kinds.v1, { surl }), US)).toThrow(/https:\/\//);
	});

	test('of an own server may be near: on this machine, or on a private network that was allowed', () => {
		const at = (surl: string) => written(kinds.v1, { surl });
		expect(readToken(at('http://127.0.0.1:4010'), OWN).origin).toBe('http://127.0.0.1:4010');
		expect(() => readToken(at('http://10.0.0.7'), OWN)).toThrow(/https:\/\//);
		const allowed = { ...OWN, allowPrivateHttp: true };
		expect(readToken(at('http://10.0.0.7'), allowed).origin).toBe('http://10.0.0.7');
		expect(() => readToken(at('http://example.com'), allowed)).toThrow(/https:\/\//);
	});
});
