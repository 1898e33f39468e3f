import { describe, expect, test } from '@jest/globals';

import { unreachedSentence } from '../../nodes/AgentMail/transport/unreached.js';

const hosted = { apiKey: 'am_us_x', environment: 'auto' } as const;
const own = { apiKey: 'am_us_x', environment: 'custom' } as const;

/** What each means. (Node.js docs: common system errors, X509 certificate errors; axios: ECONNABORTED) */
const CODES: Array<[code: string, means: RegExp]> = [
	['ENOTFOUND', /can't find a server of this name.*DNS/],
	['EAI_AGAIN', /can't find a server of this name.*DNS/],
	['ECONNREFUSED', /refused|nothing answers/],
	['ETIMEDOUT', /no answer came.*firewall/],
	['ECONNABORTED', /no answer came.*firewall/],
	['EHOSTUNREACH', /no answer came.*firewall/],
	['ENETUNREACH', /no answer came.*firewall/],
	['CERT_HAS_EXPIRED', /expired.*clock/],
	['CERT_NOT_YET_VALID', /isn't valid yet.*clock/],
	['ERR_TLS_CERT_ALTNAME_INVALID', /certificate is for another name/],
	['DEPTH_ZERO_SELF_SIGNED_CERT', /doesn't trust.*NODE_EXTRA_CA_CERTS/],
	['SELF_SIGNED_CERT_IN_CHAIN', /doesn't trust.*NODE_EXTRA_CA_CERTS/],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /doesn't trust.*NODE_EXTRA_CA_CERTS/],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /doesn't trust.*NODE_EXTRA_CA_CERTS/],
	['EPROTO', /doesn't answer over https/],
	['ECONNRESET', /the connection broke/],
	['ERR_NETWORK', /the connection broke/],
];

describe('a connection that did not come about is told in words:', () => {
	test.each(CODES)('%s', (code, means) => {
		const sentence = unreachedSentence('https://api.agentmail.to', hosted, code);
		expect(sentence).toMatch(means);
		expect(sentence).toMatch(/^Could not reach https:\/\/api\.agentmail\.to: .+\.$/);
		// Its address is right, and not in the credential.
		expect(sentence).not.toContain('Base URL');
		const ownSentence = unreachedSentence('https://mail.example.com', own, code);
		for (const each of [sentence, ownSentence]) {
			expect(each).not.toContain(code);
			expect(each.length).toBeLessThan(300);
			expect(each).not.toMatch(/ {2}/);
		}
	});

	test.each(['ENOTFOUND', 'ECONNREFUSED', 'ETIMEDOUT', 'EPROTO'])(
		'%s at a server of your own names the field with its address',
		(code) => {
			expect(unreachedSentence('https://mail.example.com', own, code)).toContain('Base URL');
		},
	);

	test('who calls this computer from inside a container is told that it is another one', () => {
		const at = (origin: string) => unreachedSentence(origin, own, 'ECONNREFUSED');
		expect(at('http://127.0.0.1:4010')).toContain('If n8n runs in Docker, 127.0.0.1 is');
		expect(at('http://localhost:4010')).toContain('If n8n runs in Docker, localhost is');
		expect(at('https://mail.example.com')).not.toContain('Docker');
	});
});
