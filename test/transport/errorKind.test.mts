import { describe, expect, test } from '@jest/globals';

import { kindOf, type ErrorKind } from '../../nodes/AgentMail/transport/errorKind.js';
import { AgentMailError } from '../../nodes/AgentMail/transport/errors.js';

const kinds = (statuses: number[], code?: string) => [
	...new Set(statuses.map((status) => kindOf(status, code))),
];

/** HTTP statuses from `first` to `last`, without some. */
const from = (first: number, last: number, ...without: number[]) =>
	Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((n) => !without.includes(n));

describe('what an answer means', () => {
	test.each<[what: string, statuses: number[], code: string | undefined, kind: ErrorKind]>([
		['a web page or a redirect', from(200, 399), undefined, 'unusable'],
		['no key, or one that is not known', [401], 'unknown_api_key', 'keyRefused'],
		['the gateway refuses the key', [403], undefined, 'keyRefused'],
		['the API refuses the request', [403], 'missing_permission', 'refused'],
		['not there, or out of reach', [404], 'not_found', 'notFound'],
		['the request did not arrive in time', [408], undefined, 'unavailable'],
		['another request holds it up', [409], 'conflict', 'conflict'],
		['a gateway says so', [409], undefined, 'conflict'],
		['it exists already', [409], 'already_exists', 'refused'],
		['too many requests', [429], 'rate_limit_exceeded', 'throttled'],
		['nobody is there', [503], 'service_unavailable', 'unavailable'],
		['no such thing', [501], undefined, 'refused'],
		['the server or a gateway gave up on it', from(500, 599, 501, 503), undefined, 'failed'],
		['whatever else', from(400, 499, 401, 403, 404, 408, 409, 429), undefined, 'refused'],
		['a code changes none of that', from(400, 499, 401, 404, 408, 409, 429), 'conflict', 'refused'],
	])('%s', (_what, statuses, code, kind) => {
		expect(kinds(statuses, code)).toEqual([kind]);
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'])(
		'%s: there was no connection, so nothing was done',
		(code) => expect(kindOf(0, code)).toBe('unreached'),
	);

	// https://nodejs.org/api/tls.html#x509-certificate-error-codes
	test.each([
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	])('%s: a server that n8n does not trust is sent nothing', (code) =>
		expect(kindOf(0, code)).toBe('unreached'),
	);

	test.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ERR_NETWORK', 'HPE_INVALID_CONSTANT', undefined])(
		'%s: the request may have arrived, so it may have been done',
		(code) => expect(kindOf(0, code)).toBe('cut'),
	);
});

/** Every kind, by an answer that is of it. */
const KINDS: Record<ErrorKind, [status: number, code?: string]> = {
	unreached: [0, 'ECONNREFUSED'],
	cut: [0, 'ECONNRESET'],
	throttled: [429],
	unavailable: [503],
	failed: [500],
	unusable: [200],
	keyRefused: [401],
	notFound: [404],
	conflict: [409],
	refused: [422],
};
const errorOf = (kind: ErrorKind) => {
	const [status, code] = KINDS[kind];
	return new AgentMailError('x', status, code, undefined);
};
const all = Object.keys(KINDS) as ErrorKind[];
const which = (is: (error: AgentMailError) => boolean) => all.filter((kind) => is(errorOf(kind)));

describe('what follows from it', () => {
	test('every kind comes of an answer', () => {
		expect(all.map((kind) => errorOf(kind).kind)).toEqual(all);
	});

	test('an outage, and too many requests, pass by themselves', () => {
		expect(which(({ isTransient }) => isTransient)).toEqual([
			'unreached',
			'cut',
			'throttled',
			'unavailable',
			'failed',
		]);
	});

	test('it may have been done unless AgentMail said no or never heard of it', () => {
		expect(which(({ isAnswerLost }) => isAnswerLost)).toEqual([
			'cut',
			'unavailable',
			'failed',
			'unusable',
		]);
	});

	test('a key that is refused, and AgentMail out of reach, are the same for every request', () => {
		expect(which(({ isGeneral }) => isGeneral)).toEqual([
			'unreached',
			'cut',
			'throttled',
			'unavailable',
			'keyRefused',
		]);
	});
});
