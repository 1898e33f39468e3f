import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, WEB_SOCKET_TRIGGER } from '../../../scripts/nodeTypes.mjs';
import { startStage, type Stage } from '../../../scripts/stage.mjs';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { chain, type NodeSketch, type Workflow } from '../../../scripts/n8n/workflow.mjs';

export const INBOX = 'support@agentmail.to';

/** A real n8n with the packed package. */
export async function chaosStage(env: Record<string, string> = {}): Promise<Stage> {
	return await startStage({
		log: (line) => process.stderr.write(`${line}\n`),
		// So that what is searched for secrets is all that a user could make n8n write.
		env: { N8N_LOG_LEVEL: 'debug', ...env },
	});
}

/**
 * Shortens times of the installed triggers, so that dead peers need not be waited for by the minute. What they really are is
 * measured by `deadPeer`.
 *
 * @param room the folder below `triggers/` whose times they are; '' for those that all triggers share
 */
export async function hurry(
	{ n8n }: Stage,
	times: Record<string, number>,
	room = 'webSocket/',
): Promise<void> {
	await n8n.end();
	const file = join(
		n8n.userFolder,
		`.n8n/nodes/node_modules/${PACKAGE}/dist/nodes/AgentMail/triggers/${room}timings.js`,
	);
	let code = readFileSync(file, 'utf8');
	for (const [name, value] of Object.entries(times)) {
		const place = new RegExp(`(\\b${name}: )[^,]+,`);
		if (!place.test(code)) throw new Error(`The trigger has no time "${name}".`);
		code = code.replace(place, `$1${value},`);
	}
	writeFileSync(file, code);
	await n8n.start();
	await n8n.client.becomeOwner();
}

/** Publishes a workflow that begins with the trigger. */
export async function publish(
	{ n8n, credentials }: Stage,
	others: NodeSketch[],
	settings: Record<string, unknown> = {},
): Promise<Workflow> {
	const trigger: NodeSketch = {
		name: 'Trigger',
		type: WEB_SOCKET_TRIGGER,
		credentials,
		parameters: { events: ['message.received'], scope: 'organization' },
	};
	const definition = { ...chain('Chaos', trigger, ...others), settings };
	const workflow = await n8n.client.createWorkflow(definition);
	await n8n.client.publish(workflow.id);
	return workflow;
}

export async function receive({ sandbox }: Stage, subject: string): Promise<void> {
	const number = subject.replace(/\D/g, '');
	await sandbox.receive(INBOX, { from: `s${number}@example.com`, subject, text: 'Hello.' });
}

/** Until the trigger listens. */
export async function connected({ sandbox }: Stage): Promise<void> {
	await waitUntil(
		'a subscription',
		async () => (sandbox.sockets.subscriptions.length > 0 ? true : undefined),
		{ timeoutMs: 120_000 },
	);
}

/** A way in which a connection ends. */
export interface Cut {
	name: string;
	make(stage: Stage): Promise<void> | void;
}

const UPGRADE = { path: /^\/v0$/ };

export const CUTS: Cut[] = [
	{ name: 'clean close (1000)', make: ({ sandbox }) => sandbox.cut({ close: 1000 }) },
	{ name: 'reset', make: ({ sandbox }) => sandbox.cut('reset') },
	{ name: 'silent drop', make: ({ sandbox }) => sandbox.cut('silence') },
	{
		name: 'connections refused for 3 s',
		make: async ({ sandbox }) => {
			sandbox.cut('reset');
			await sandbox.refuse(3000);
		},
	},
	{
		name: '401 once, from WebSocket and API',
		make: ({ sandbox }) => {
			const action = { status: 401 };
			sandbox.fault({ match: UPGRADE, times: 1, action });
			sandbox.fault({ match: { path: '/v0/auth/me' }, times: 1, action });
			sandbox.cut({ close: 1008 });
		},
	},
];
