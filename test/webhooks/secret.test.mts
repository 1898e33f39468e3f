import { describe, expect, test } from '@jest/globals';
import { createHmac, randomBytes } from 'node:crypto';

import { faultOf } from '../../nodes/AgentMail/webhooks/secret.js';
import { verify } from '../../nodes/AgentMail/webhooks/signature.js';

const whole = `whsec_${randomBytes(24).toString('base64')}`;
const BODY = Buffer.from('{}');
const NOW = 1_770_110_102;

function signed(secret: string, family = 'svix') {
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	const signature = createHmac('sha256', key).update(`msg_1.${NOW}.`).update(BODY);
	return {
		[`${family}-id`]: 'msg_1',
		[`${family}-timestamp`]: String(NOW),
		[`${family}-signature`]: `v1,${signature.digest('base64')}`,
	};
}

const verdictOn = (secrets: string[], headers: Record<string, string>) =>
	verify({ headers, body: BODY, receivedAt: NOW }, { secrets, requireSvix: false });

describe('a secret that cannot work is named as such in both schemes', () => {
	test.each([
		['an API key', 'am_us_0123456789abcdef0123456789abcdef', 'is an API key'],
		['the beginning alone', 'whsec_', 'is not complete'],
		['one that was cut off', whole.slice(0, -3), 'is not complete'],
		['one of 15 bytes', `whsec_${randomBytes(15).toString('base64')}`, 'is too short'],
		['a word', 'test', 'is too short'],
		['a sentence', 'my very secret secret', 'is not a signing secret'],
	])('%s', (_what, secret, fault) => {
		expect(faultOf(secret)).toContain(fault);
		const plain = createHmac('sha256', secret).update(BODY).digest('hex');
		for (const headers of [{ 'x-agentmail-signature': plain }, signed(secret)]) {
			expect(verdictOn([secret], headers)).toEqual({ refusal: expect.stringContaining(fault) });
		}
	});

	test.each([16, 24, 64])('one of %i bytes works, with and without its prefix', (bytes) => {
		const key = randomBytes(bytes).toString('base64');
		for (const secret of [key, `whsec_${key}`]) {
			expect(faultOf(secret)).toBeUndefined();
			expect(verdictOn([secret], signed(secret))).toHaveProperty('verifiedBy');
		}
	});

	test('beside one that works it is passed over', () => {
		expect(verdictOn(['test', whole], signed(whole))).toHaveProperty('verifiedBy');
	});
});

describe('headers of two families', () => {
	test.each(['svix-id', 'svix-timestamp', 'svix-signature'])(
		'right ones beside an empty %s are refused',
		(name) => {
			const headers = { ...signed(whole, 'webhook'), [name]: '' };
			expect(verdictOn([whole], headers)).toEqual({
				refusal: 'its signature headers are incomplete',
			});
		},
	);

	test('both right are accepted', () => {
		const headers = { ...signed(whole, 'webhook'), ...signed(whole) };
		expect(verdictOn([whole], headers)).toHaveProperty('verifiedBy', 'svix-signature');
	});
});
