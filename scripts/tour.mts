import type { Message } from '../sandbox/index.mjs';
import { exampleWorkflow } from './example.mjs';
import { openEditor, type Editor } from './n8n/editor.mjs';
import { nodesThatRun, type Workflow } from './n8n/workflow.mjs';
import { startStage, type Stage, type StageOptions } from './stage.mjs';

/** A stage with the editor open, and the example workflow in it. */
export interface Tour extends Stage {
	editor: Editor;
	workflow: Workflow;
}

/** What browser tests and screenshots begin with. */
export async function startTour(options: StageOptions): Promise<Tour> {
	const stage = await startStage(options);
	try {
		const workflow = await prepare(stage);
		const editor = await openEditor(stage.n8n.url);
		const stop = async () => {
			await editor.close();
			await stage.stop();
		};
		return { ...stage, workflow, editor, stop };
	} catch (error) {
		await stage.stop();
		throw error;
	}
}

async function prepare({ sandbox, n8n, credentials }: Stage): Promise<Workflow> {
	sandbox.createInbox({ username: 'billing', display_name: 'Billing' });
	const example = await exampleWorkflow('support-auto-reply', credentials.agentMailApi);
	return await n8n.client.createWorkflow(example);
}

/** Sends an email, clicks "Execute workflow" in the opened workflow, which takes the latest, and returns when all nodes have run. */
export async function runByHand({ editor, sandbox, workflow }: Tour): Promise<Message> {
	const mail = await sandbox.receive('support@agentmail.to', {
		from: 'Jane Doe <jane@example.com>',
		subject: 'Where is my order 1042?',
		text: 'I ordered last week and have heard nothing since. Can you have a look?',
	});
	await editor.execute();
	await editor.executed(nodesThatRun(workflow).length);
	return mail;
}
