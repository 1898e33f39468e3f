import { startSandbox, type Sandbox } from '../sandbox/index.mjs';
import { Closing } from './closing.mjs';
import { installN8n } from './n8n/install.mjs';
import { Progress } from './n8n/progress.mjs';
import { startN8n, type N8nServer } from './n8n/server.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';
import type { CredentialReference } from './n8n/workflow.mjs';
import { packThisPackage } from './package.mjs';

export interface StageOptions {
	/** Told what is going on, line by line: a first install of n8n takes minutes. */
	log: (line: string) => void;
	/** Default: lines to `log`. */
	progress?: Progress;
	/** Default: a free one, as for n8n. */
	sandboxPort?: number;
	n8nPort?: number;
	/** Default: the one that everything is developed with. */
	n8nVersion?: string;
	/** Settings of n8n. */
	env?: Record<string, string>;
}

/** What {@link startStage} does last and longest. */
export const START = 'starting n8n with the package in it';

/** A real n8n, of one process or of many, beside a sandbox, and a credential that joins them. */
export interface Connected {
	/** `end`, `kill` and `start` concern the process that holds the triggers. */
	n8n: Pick<N8nServer, 'client' | 'log' | 'webhookUrl' | 'end' | 'kill' | 'start'>;
	sandbox: Sandbox;
	/** As a node refers to it. */
	credentials: { agentMailApi: CredentialReference };
}

/** One n8n process with this package installed as a user installs it. */
export interface Stage extends Connected {
	n8n: N8nServer;
	stop(): Promise<void>;
}

/** Sets up all of it from the built package; what was started is ended again when a step fails. */
export async function startStage({
	log,
	progress = new Progress({ show: log }),
	sandboxPort,
	n8nPort,
	n8nVersion,
	env = {},
}: StageOptions): Promise<Stage> {
	const app = await installN8n({ log, progress, ...(n8nVersion && { version: n8nVersion }) });
	const closing = new Closing();
	try {
		const folder = temporaryFolder('agentmail-package');
		closing.add(() => folder.remove());
		const packed = await packThisPackage(folder.path);
		const sandbox = await startSandbox({ ...(sandboxPort && { port: sandboxPort }) });
		closing.add(() => sandbox.close());
		const n8n = await progress.step(
			START,
			async () => await startN8n({ app, packed, env, ...(n8nPort && { port: n8nPort }) }),
		);
		closing.add(() => n8n.stop());
		const credentials = await connect(n8n, sandbox);
		return { n8n, sandbox, credentials, stop: async () => await closing.closeAll() };
	} catch (error) {
		await closing.closeAll();
		throw error;
	}
}

/** Makes a credential for the sandbox in n8n. @returns it as a node refers to it */
export async function connect(n8n: N8nServer, sandbox: Sandbox): Promise<Connected['credentials']> {
	const { id, name } = await n8n.client.createCredential(
		'AgentMail sandbox',
		'agentMailApi',
		sandboxCredential(sandbox),
	);
	return { agentMailApi: { id, name } };
}

/** What a user types into the credential to reach the sandbox; `change` overrides fields. */
export function sandboxCredential(
	{ apiKey, url }: Sandbox,
	change: Record<string, unknown> = {},
): Record<string, unknown> {
	return { apiKey, environment: 'custom', baseUrl: url, ...change };
}
