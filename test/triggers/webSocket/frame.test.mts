import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { readFrame } from '../../../nodes/AgentMail/triggers/webSocket/frame.js';

test.each([
	['{"type":"subscribed","event_types":["message.received"]}', { kind: 'subscribed' }],
	[
		'{"type":"error","name":"Forbidden","message":"label_spam_read is forbidden"}',
		{ kind: 'error', says: 'label_spam_read is forbidden' },
	],
	['{"type":"error","name":"Forbidden"}', { kind: 'error', says: 'Forbidden' }],
	['{"type":"error"}', { kind: 'error', says: 'an error' }],
	['{"type":"pong"}', { kind: 'unknown' }],
	['{"type":"event"}', { kind: 'unknown' }],
	['{"type":"event","event_type":"message.rec', { kind: 'broken', because: 'it was not JSON' }],
	['[]', { kind: 'broken', because: 'it was not JSON' }],
	['null', { kind: 'broken', because: 'it was not JSON' }],
	[' '.repeat(10_000_001), { kind: 'broken', because: 'it was too large' }],
	[new ArrayBuffer(8), { kind: 'broken', because: 'it was not text' }],
])('%p', (data, expected) => {
	expect(readFrame(data)).toEqual(expected);
});

test('an event is told by its event_type, known or not', () => {
	const frame = readFrame('{"type":"event","event_type":"something.new","event_id":"evt_1"}');
	expect(frame).toMatchObject({ kind: 'event', event: { type: 'something.new', id: 'evt_1' } });
});

test('nothing that comes makes it throw', () => {
	fc.assert(fc.property(fc.json(), (text) => expect(readFrame(text).kind).toBeDefined()));
	fc.assert(fc.property(fc.string(), (text) => expect(readFrame(text).kind).toBeDefined()));
});
