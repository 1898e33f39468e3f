import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { path } from '../../nodes/AgentMail/transport/path.js';

const reached = (id: string) =>
	new URL(`https://api.agentmail.to/v0${path`/inboxes/${id}/messages`}`);

describe('a path', () => {
	test('encodes a message id as the API expects it', () => {
		expect(`${path`/inboxes/${'a+b@x.io'}/messages/${'<CAF=x1/y@mail.io>'}`}`).toBe(
			'/inboxes/a%2Bb%40x.io/messages/%3CCAF%3Dx1%2Fy%40mail.io%3E',
		);
	});

	test('continues another path without encoding it again', () => {
		const pod = path`/pods/${'p/1'}`;
		expect(`${path`${pod}/inboxes/${'a@b'}`}`).toBe('/pods/p%2F1/inboxes/a%40b');
	});

	test.each(['', '.', '..'])('refuses %j as an id with a sentence', (id) => {
		expect(() => path`/inboxes/${id}`).toThrow(/is not an ID\. Choose/);
	});

	test('refuses half an emoji with a sentence', () => {
		expect(() => path`/inboxes/${'\ud83d'}`).toThrow(/broken character/);
	});

	test('no id reaches another resource than the one it names', () => {
		const hostile = fc.constantFrom(
			'../../inboxes/victim',
			'%2e%2e',
			'<a/b?c#d@x>',
			'..\\..',
			'//evil.io',
			'\n',
			'\0',
		);
		const id = fc
			.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), hostile)
			.filter((each) => !/^\.{1,2}$/.test(each));
		fc.assert(
			fc.property(id, (each) => {
				const { origin, pathname, search, hash } = reached(each);
				expect(origin + search + hash).toBe('https://api.agentmail.to');
				const [, version, inboxes, segment, messages, ...rest] = pathname.split('/');
				expect([version, inboxes, messages, rest]).toEqual(['v0', 'inboxes', 'messages', []]);
				expect(decodeURIComponent(segment!)).toBe(each);
			}),
			{ numRuns: 2000 },
		);
	});
});
