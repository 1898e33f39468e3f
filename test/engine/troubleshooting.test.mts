import { describe, expect, test } from '@jest/globals';
import type { IRun } from 'n8n-workflow';

import { setScene, type Scene } from '../../scripts/troubleshooting/scene.mjs';
import { mistakes, noMistakes, type Mistake } from '../../scripts/troubleshooting/mistakes.mjs';
import { ACTION, chain, output, TRIGGER } from '../../scripts/engine/engine.mjs';
import { credentialFor, useSandbox } from './fixture.mjs';

const at = useSandbox();
const N8N = 'http://192.168.1.7:5678';

describe('what n8n shows when', () => {
	test.each(mistakes)('$mistake', async (made) => {
		at.engine.useAddress(N8N);
		const scene = await setScene(at.sandbox, N8N);
		const { credential = () => ({}) } = made;
		if (credential !== 'none') {
			at.engine.useCredential({ ...credentialFor(at.sandbox), ...credential(scene) });
		}
		await expect(makeMistake(made, scene)).rejects.toThrow(
			expect.objectContaining({ message: made.shows(scene) }),
		);
	});

	test('what was refused can be removed without asking AgentMail, so that no other message covers the reason', async () => {
		at.engine.useAddress(N8N);
		at.engine.useCredential({ environment: 'auto', apiKey: 'am_us_any' });
		const trigger = { name: 'Trigger', type: TRIGGER, webhookId: 'trigger-1' };
		const workflow = at.engine.newWorkflow({ nodes: [trigger] });
		expect(await at.engine.hook(workflow, 'Trigger', 'delete')).toBe(true);
	}, 2_000);

	test('the sentences are told apart, and none is long', async () => {
		const scene = await setScene(at.sandbox, N8N);
		const sentences = mistakes.map(({ shows }) => shows(scene));
		expect(new Set(sentences).size).toBe(mistakes.length);
		expect(sentences.filter((sentence) => sentence.length > 300)).toEqual([]);
	});
});

describe('what simply works:', () => {
	test.each(noMistakes)('$did', async ({ parameters, becomes, hint }) => {
		const run = await runAction(parameters(await setScene(at.sandbox, N8N)));
		const [item] = output(run, 'AgentMail');
		const message = [...at.sandbox.store.messages.values()].find(
			({ message_id }) => message_id === item?.json.message_id,
		);
		expect(message).toMatchObject(becomes);
		const hints = run.data.resultData.runData.AgentMail?.[0]?.hints ?? [];
		expect(hints.map((each) => each.message)).toEqual(hint ? [hint] : []);
	});
});

async function makeMistake({ node, parameters, credential, file }: Mistake, scene: Scene) {
	if (node !== 'trigger') {
		const settings = credential === 'none' ? { credentials: {} } : {};
		const data = { data: 'MTA0Mg==', mimeType: 'application/pdf' };
		const item = { json: {}, binary: file ? { [file]: data } : {} };
		return await at.engine.action(parameters(scene), [item], settings);
	}
	const workflow = at.engine.newWorkflow({
		nodes: [
			{
				name: 'Trigger',
				type: TRIGGER,
				webhookId: 'trigger-1',
				parameters: parameters(scene) as Record<string, never>,
			},
		],
	});
	// As n8n does on publishing.
	if (await at.engine.hook(workflow, 'Trigger', 'checkExists')) return;
	return await at.engine.hook(workflow, 'Trigger', 'create');
}

async function runAction(parameters: object): Promise<IRun> {
	return await at.engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'AgentMail',
				type: ACTION,
				parameters: parameters as Record<string, never>,
			},
		],
		connections: chain('Start', 'AgentMail'),
	});
}
