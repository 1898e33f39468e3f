import { describe, expect, test } from '@jest/globals';

import { resources } from '../../nodes/AgentMail/resources/index.js';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';

const at = useSandbox();

const operations = resources.flatMap(({ value: resource, operations }) =>
	Object.keys(operations).map((operation) => ({ resource, operation })),
);

/** Runs an operation with a key of that level on a mailbox that has one of everything. */
async function run(
	level: 'organization' | 'pod' | 'inbox',
	{ resource, operation }: { resource: string; operation: string },
) {
	const parametersOf = await prepareMailbox(at.sandbox);
	const { pod_id } = at.sandbox.store.inboxes.get(INBOX)!;
	const bound = { organization: {}, pod: { pod_id }, inbox: { inbox_id: INBOX } }[level];
	at.engine.useCredential(credentialFor(at.sandbox, at.sandbox.createKey(bound)));
	const parameters = { ...parametersOf(`${resource}.${operation}`), resource, operation };
	return await at.engine.action(parameters).then(
		(items) => ({ items, message: undefined }),
		(error: Error) => ({ items: undefined, message: error.message }),
	);
}

describe.each(operations)('$resource: $operation', (chosen) => {
	test('works with a key of the organization', async () => {
		const { items, message } = await run('organization', chosen);
		expect(message).toBeUndefined();
		expect(items!.length).toBeGreaterThan(0);
	});

	test.each(['pod', 'inbox'] as const)(
		'with a key of one %s works, or says which key it needs',
		async (level) => {
			const { items, message } = await run(level, chosen);
			if (!items)
				expect(message).toMatch(
					new RegExp(`The API key is bound to the ${level} .+ use an organization API key`),
				);
		},
	);
});

test('a key of one inbox is enough for all that is done in it', async () => {
	for (const chosen of operations.filter(({ resource }) =>
		['message', 'thread', 'draft', 'label'].includes(resource),
	)) {
		at.sandbox.reset();
		expect([chosen, (await run('inbox', chosen)).message]).toEqual([chosen, undefined]);
	}
});
