import { describe, expect, test } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { chain, output } from '../../scripts/engine/engine.mjs';
import { ACTION } from '../../scripts/nodeTypes.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const reply = { resource: 'message', operation: 'reply', text: 'It is on its way.' };

const receive = async (from: string) =>
	await at.sandbox.receive(INBOX, { from, subject: 'Where is it?', text: 'Hi' });

const itemOf = ({ inbox_id, message_id, thread_id }: Awaited<ReturnType<typeof receive>>) => ({
	inbox_id,
	message_id,
	thread_id,
});

/** Runs the node and gives what n8n shows beside its output, too. */
async function run(parameters: object, items: object[]) {
	const done = await at.engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
			{ name: 'AgentMail', type: ACTION, parameters: parameters as never },
		],
		connections: chain('Start', 'Items', 'AgentMail'),
	});
	const items_: INodeExecutionData[] = output(done, 'AgentMail');
	const hints = done.data.resultData.runData.AgentMail?.flatMap(({ hints = [] }) =>
		hints.map(({ message }) => message),
	);
	return { items: items_, hints };
}

describe('what follows a trigger works on the incoming item, with nothing mapped', () => {
	test('two customers each get their own answer', async () => {
		const mails = [await receive('jane@example.com'), await receive('bob@example.com')];
		const { hints } = await run(reply, mails.map(itemOf));
		const answers = mails.map((mail) => at.sandbox.store.messagesOf(mail)[1]?.to);
		expect(answers).toEqual([['jane@example.com'], ['bob@example.com']]);
		expect(hints).toEqual([]);
	});

	test('labels and threads alike', async () => {
		const mail = await receive('jane@example.com');
		const label = { resource: 'label', operation: 'add', labels: 'answered' };
		await run(label, [itemOf(mail)]);
		expect(at.sandbox.store.messagesOf(mail)[0]?.labels).toContain('answered');
		const [thread] = (await run({ resource: 'thread', operation: 'get' }, [itemOf(mail)])).items;
		expect(thread?.json.thread_id).toBe(mail.thread_id);
	});

	test('an item without the id is a sentence that says what to choose', async () => {
		await expect(run(reply, [{ name: 'Jane' }])).rejects.toThrow(
			'Inbox is empty, and the incoming item has no inbox_id. Choose one from the list, or put a node before this one whose output has inbox_id, such as the AgentMail Trigger with Simplify on.',
		);
		await expect(run(reply, [{ inbox_id: INBOX }])).rejects.toThrow(
			'Message is empty, and the incoming item has no message_id.',
		);
	});
});

describe('a message that is fixed while the incoming item is about another', () => {
	test('is answered, and n8n shows once that it is always the same', async () => {
		const old = await receive('old@example.com');
		const mails = [await receive('jane@example.com'), await receive('bob@example.com')];
		const fixed = { ...reply, messageId: byId(old.message_id) };
		const { hints } = await run(fixed, mails.map(itemOf));
		expect(at.sandbox.store.messagesOf(old)).toHaveLength(3);
		expect(hints).toEqual([
			'Message is the same for every item, but the incoming item has another message_id. To work on the incoming item, set Message to By ID and enter {{ $json.message_id }} as an expression.',
		]);
	});

	test('chosen by an expression, or where the item has no other, no hint is shown', async () => {
		const old = await receive('old@example.com');
		const messageId = byId(`={{ "${old.message_id}" }}`);
		const inboxId = byId(INBOX);
		const byExpression = await run({ ...reply, messageId }, [itemOf(await receive('a@b.io'))]);
		const alone = await run({ ...reply, inboxId, messageId: byId(old.message_id) }, [
			{ name: 'x' },
		]);
		expect([byExpression.hints, alone.hints]).toEqual([[], []]);
	});
});

test('Inbox stays a choice where nothing else says which: n8n marks it as missing', () => {
	const { NodeHelpers } = at.engine.wf;
	const type = at.engine.nodeTypes.getByNameAndVersion(ACTION).description;
	const issuesOf = (operation: string) => {
		const chosen = { resource: 'message', operation };
		const parameters = NodeHelpers.getNodeParameters(
			type.properties,
			chosen,
			true,
			false,
			null,
			type,
		);
		const node = { name: 'x', type: ACTION, typeVersion: 1, parameters };
		return Object.keys(
			NodeHelpers.getNodeParametersIssues(type.properties, node, type)?.parameters ?? {},
		);
	};
	expect(issuesOf('send')).toContain('inboxId');
	expect(issuesOf('getAll')).toContain('inboxId');
	expect(issuesOf('reply')).toEqual([]);
});

test('a default is not stored, so that another operation shows its own', () => {
	const { NodeHelpers } = at.engine.wf;
	const type = at.engine.nodeTypes.getByNameAndVersion(ACTION).description;
	const parametersOf = (operation: string, given: object, isFull: boolean) => {
		const chosen = { ...given, resource: 'message', operation };
		return NodeHelpers.getNodeParameters(type.properties, chosen, isFull, false, null, type);
	};
	const stored = parametersOf('send', parametersOf('send', {}, true), false);
	expect(parametersOf('reply', stored, true)).toMatchObject({
		inboxId: { __rl: true, mode: 'id', value: '={{ $json.inbox_id }}' },
		messageId: { __rl: true, mode: 'id', value: '={{ $json.message_id }}' },
	});
});
