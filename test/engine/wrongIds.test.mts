import { describe, expect, test } from '@jest/globals';

import { resources, toolResources } from '../../nodes/AgentMail/resources/index.js';
import type { Resource } from '../../nodes/AgentMail/operation/operation.js';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';
import { byId, useSandbox } from './fixture.mjs';

const at = useSandbox();

/** Which id is taken for which: people and models mix up these two. */
const MIX_UPS = [
	{
		id: 'messageId',
		given: 'threadId',
		says: /^".+" is not a message ID\. .*message_id.*thread_id/,
	},
	{
		id: 'threadId',
		given: 'messageId',
		says: /^".+" is not a thread ID\. .*thread_id.*message_id/,
	},
] as const;

/** What makes an operation take the id where it takes something else too. */
const CHOICES: Record<string, object> = {
	'draft.create': { draftType: 'reply' },
	'draft.sendAndWait': { draftSource: 'new', draftType: 'reply' },
	'label.add': { target: 'message' },
	'label.remove': { target: 'message' },
	'label.update': { target: 'message' },
	'label.add threadId': { target: 'thread' },
	'label.remove threadId': { target: 'thread' },
	'label.update threadId': { target: 'thread' },
};

const takers = (offered: readonly Resource[]) =>
	MIX_UPS.flatMap(({ id, given, says }) =>
		offered.flatMap(({ value: resource, operations }) =>
			Object.entries(operations)
				.filter(([, operation]) => operation.properties().some(({ name }) => name === id))
				.map(([operation]) => ({ resource, operation, id, given, says })),
		),
	);

type Taker = ReturnType<typeof takers>[number];

async function parametersFor({ resource, operation, id, given }: Taker) {
	const name = `${resource}.${operation}`;
	const parametersOf = await prepareMailbox(at.sandbox);
	// Of the first email, whichever this operation usually works on.
	const ids = parametersOf('message.get') as Record<string, ReturnType<typeof byId>>;
	const choice = CHOICES[`${name} ${id}`] ?? CHOICES[name];
	return { ...parametersOf(name), ...choice, resource, operation, [id]: ids[given] };
}

describe('the ID of a thread instead of a message, and the reverse, is named as such', () => {
	test.each(takers(resources))('$resource: $operation ($id)', async (taker) => {
		const parameters = await parametersFor(taker);
		await expect(at.engine.action(parameters)).rejects.toThrow(taker.says);
	});

	const ofMany = takers(resources).filter(({ operation }) => operation !== 'sendAndWait');
	test.each(ofMany)('$resource: $operation ($id), two items', async (taker) => {
		const parameters = await parametersFor(taker);
		await expect(at.engine.action(parameters, [{}, {}])).rejects.toThrow(taker.says);
	});

	test.each(takers(toolResources))('$resource: $operation ($id), for an agent', async (taker) => {
		const parameters = await parametersFor(taker);
		await expect(at.engine.tool(parameters)).rejects.toThrow(taker.says);
	});

	test('no operation that takes one is forgotten', () => {
		expect(takers(resources).length).toBeGreaterThan(25);
	});
});
