import { expect, test } from '@jest/globals';
import type { ITriggerFunctions } from 'n8n-workflow';

import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { deduplicationKey, eventId } from '../../nodes/AgentMail/triggers/deduplication.js';

const event = (payload: object) => readEvent({ type: 'event', ...payload })!;
const mail = (inbox_id: string, message_id: string, more: object = {}) =>
	event({ event_type: 'message.received', message: { inbox_id, message_id }, ...more });

test('an email is told by inbox and message, with or without an event id', () => {
	const id = eventId(mail('a@x.io', '<1@x>', { event_id: 'evt_1' }));
	expect(id).toBeDefined();
	expect(eventId(mail('a@x.io', '<1@x>'))).toBe(id);
	expect(eventId(mail('b@x.io', '<1@x>'))).not.toBe(id);
	expect(eventId(mail('a@x.io', '<2@x>'))).not.toBe(id);
});

test('other events are told by their event id: a message can be sent, delivered and opened', () => {
	const send = { inbox_id: 'a@x.io', message_id: '<1@x>' };
	expect(eventId(event({ event_type: 'message.sent', event_id: 'evt_1', send }))).toBe('evt_1');
	expect(eventId(event({ event_type: 'something.new' }))).toBeUndefined();
	const message = { inbox_id: 'a@x.io', message_id: '<1@x>' };
	expect(eventId(event({ event_type: 'message.labeled', event_id: 'evt_2', message }))).toBe(
		'evt_2',
	);
});

test('the key differs by workflow, node and event, and fits the column of n8n', () => {
	const context = (workflow: string, node: string) =>
		({ getWorkflow: () => ({ id: workflow }), getNode: () => ({ id: node }) }) as ITriggerFunctions;
	const keys = [
		deduplicationKey(context('w1', 'n1'), 'e1'),
		deduplicationKey(context('w2', 'n1'), 'e1'),
		deduplicationKey(context('w1', 'n2'), 'e1'),
		deduplicationKey(context('w1', 'n1'), 'e2'),
	];
	expect(new Set(keys).size).toBe(4);
	expect(deduplicationKey(context('w1', 'n1'), 'e1')).toBe(keys[0]);
	expect(deduplicationKey(context('w1', 'n1'), 'x'.repeat(5000)).length).toBeLessThanOrEqual(255);
});
