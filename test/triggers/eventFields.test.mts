import { describe, expect, test } from '@jest/globals';

import { chosenEvents, chosenScope } from '../../nodes/AgentMail/triggers/eventFields.js';
import { readerOf } from '../../nodes/AgentMail/triggers/reader.js';

const node = (parameters: Record<string, unknown>) =>
	readerOf({ getNodeParameter: (name, fallback) => parameters[name] ?? fallback });

describe('events', () => {
	test('chosen ones and others together, each once', async () => {
		const events = await chosenEvents(
			node({
				events: ['message.received', 'message.sent'],
				otherEvents: 'calendar.event.created, message.sent\n calendar.event.deleted,,',
			}),
		);
		expect(events).toEqual([
			'message.received',
			'message.sent',
			'calendar.event.created',
			'calendar.event.deleted',
		]);
	});

	test('none is a sentence', async () => {
		await expect(chosenEvents(node({ events: [], otherEvents: ' ' }))).rejects.toThrow(
			'Choose at least one event',
		);
	});
});

describe('inboxes', () => {
	const ids = ['a@b.c', 'd@e.f'];

	test.each([
		['a choice from the list', ids],
		['an expression that gives text', 'a@b.c, d@e.f'],
		['lines', 'a@b.c\nd@e.f\n'],
		['a JSON array', '["a@b.c","d@e.f"]'],
		['repeats', ['a@b.c', 'd@e.f', 'a@b.c ']],
	])('%s', async (_name, inboxIds) => {
		expect(await chosenScope(node({ scope: 'inbox', inboxIds }))).toEqual({ level: 'inbox', ids });
	});

	const many = (count: number) => Array.from({ length: count }, (_, i) => `inbox-${i}@b.c`);

	test('ten are taken, eleven are a sentence that says how', async () => {
		expect((await chosenScope(node({ scope: 'inbox', inboxIds: many(10) }))).ids).toHaveLength(10);
		await expect(chosenScope(node({ scope: 'inbox', inboxIds: many(11) }))).rejects.toThrow(
			'at most 10 inboxes, and 11 are chosen. Spread them over several triggers, or set Listen To to Pods or All Inboxes.',
		);
	});

	test('none is a sentence', async () => {
		await expect(chosenScope(node({ scope: 'inbox', inboxIds: [] }))).rejects.toThrow(
			'Choose at least one inbox',
		);
	});

	test('what another scope was given earlier does not narrow this one', async () => {
		expect(
			await chosenScope(node({ scope: 'organization', inboxIds: ids, podIds: ['p'] })),
		).toEqual({
			level: 'organization',
			ids: [],
		});
	});
});
