import { beforeAll, describe, expect, it } from '@jest/globals';
import { sandboxCredential } from '../../scripts/stage.mjs';
import { chain, manualTrigger, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import type { N8nRestError } from '../../scripts/n8n/rest.mjs';
import type { Execution } from '../../scripts/n8n/execution.mjs';
import { setScene, type Scene } from '../../scripts/troubleshooting/scene.mjs';
import { mistakes, noMistakes, type Mistake } from '../../scripts/troubleshooting/mistakes.mjs';
import type { Stage } from '../../scripts/stage.mjs';
import { ACTION, CREDENTIAL, trigger } from './world.mjs';

/** A run takes a second; the machine may be busy. */
const GENEROUS_MS = 120_000;

/** The same table as in `test/engine/troubleshooting.test.mts`, as a person sees it. */
export function troubleshootingSuite(world: () => Stage): void {
	let scene: Scene;

	beforeAll(async () => {
		scene = await setScene(world().sandbox, world().n8n.url);
	});

	describe('when', () => {
		it.each(mistakes)(
			'$mistake, n8n says what to do',
			async (made) => {
				const credentials = await credentialsFor(made);
				const shown =
					made.node === 'trigger'
						? await shownOnListening({
								...trigger(world()),
								credentials,
								parameters: made.parameters(scene),
							})
						: errorOf(await run({ credentials, parameters: made.parameters(scene) }, made.file));
				expect(shown).toBe(made.shows(scene));
			},
			GENEROUS_MS,
		);
	});

	it.each(noMistakes)(
		'$did: works',
		async ({ parameters, becomes, hint }) => {
			const { credentials } = world();
			const execution = await run({ credentials, parameters: parameters(scene) });
			expect(execution.status).toBe('success');
			const [result] = execution.data.resultData.runData.AgentMail ?? [];
			expect(result?.hints?.map(({ message }) => message) ?? []).toEqual(hint ? [hint] : []);
			const id = result?.data?.main?.[0]?.[0]?.json.message_id;
			const messages = [...world().sandbox.store.messages.values()];
			expect(messages.find(({ message_id }) => message_id === id)).toMatchObject(becomes);
		},
		GENEROUS_MS,
	);

	async function credentialsFor({ mistake, credential }: Mistake) {
		if (credential === 'none') return undefined;
		if (!credential) return world().credentials;
		const content = sandboxCredential(world().sandbox, credential(scene));
		const { id, name } = await world().n8n.client.createCredential(mistake, CREDENTIAL, content);
		return { [CREDENTIAL]: { id, name } };
	}

	async function run(node: Partial<NodeSketch>, file?: string): Promise<Execution> {
		const { client } = world().n8n;
		const action = { name: 'AgentMail', type: ACTION, ...node };
		const before = file ? [manualTrigger, fileIn(file)] : [manualTrigger];
		const workflow = await client.createWorkflow(chain('A mistake', ...before, action));
		return await client.run(workflow.id, manualTrigger.name);
	}

	/** What the editor shows when a person clicks "Execute workflow". */
	async function shownOnListening(first: NodeSketch): Promise<string> {
		const { client } = world().n8n;
		const workflow = await client.createWorkflow(chain('A mistake', first));
		return await client.startRun(workflow.id, first.name).then(
			() => 'nothing: it listens',
			(error: N8nRestError) => error.sentence,
		);
	}
}

/** Puts out an item with a file. */
const fileIn = (field: string): NodeSketch => ({
	name: 'Convert to File',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: { operation: 'toJson', binaryPropertyName: field },
});

/** The error as the execution shows it, on its node. */
function errorOf({ data, status }: Execution): string {
	const [result] = data.resultData.runData.AgentMail ?? [];
	return (result?.error ?? data.resultData.error)?.message ?? `no error, status ${status}`;
}
