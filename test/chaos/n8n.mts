import { startSandbox } from '../../sandbox/index.mjs';
import { Closing } from '../../scripts/closing.mjs';
import { installN8n } from '../../scripts/n8n/install.mjs';
import { startN8n, type N8nOptions, type N8nServer } from '../../scripts/n8n/server.mjs';
import { temporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { packThisPackage } from '../../scripts/package.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';
import { CREDENTIAL } from '../e2e/world.mjs';
import type { Chaos } from './account.mjs';

/** How n8n 2.41 publishes by default, and how older versions do (and this one when told so). */
const SERVICE = { on: 'true', off: 'false' } as const;
export type Service = keyof typeof SERVICE;

/** A real n8n that can be moved and doubled, beside a sandbox of its own. */
export interface ChaosStage extends Chaos {
	/** A second n8n on the same account. */
	startAnother(): Promise<Chaos>;
	/** The same n8n under another address. */
	move(): Promise<N8nServer>;
	stop(): Promise<void>;
}

export async function startChaos(
	service: Service,
	log: (line: string) => void,
): Promise<ChaosStage> {
	const app = await installN8n({ log });
	const closing = new Closing();
	try {
		const folder = temporaryFolder('chaos');
		closing.add(() => folder.remove());
		const packed = await packThisPackage(folder.path);
		const sandbox = await startSandbox();
		closing.add(() => sandbox.close());
		const env = {
			N8N_USE_WORKFLOW_PUBLICATION_SERVICE: SERVICE[service],
			// Its memory is looked at, see inspector.mts.
			NODE_OPTIONS: '--inspect=127.0.0.1:0',
		};
		const start = async (options: Partial<N8nOptions> = {}) => {
			const n8n = await startN8n({
				app,
				packed,
				loadAs: 'nodes',
				...options,
				env: { ...env, ...options.env },
			});
			closing.add(() => n8n.stop());
			return n8n;
		};
		const join = async (n8n: N8nServer): Promise<Chaos> => {
			const data = sandboxCredential(sandbox);
			const { id, name } = await n8n.client.createCredential('Sandbox', CREDENTIAL, data);
			return { n8n, sandbox, credentials: { agentMailApi: { id, name } } };
		};
		const chaos = await join(await start());
		return {
			...chaos,
			startAnother: async () => await join(await start()),
			move: async () => {
				await chaos.n8n.end();
				const { userFolder, url } = chaos.n8n;
				const port = Number(new URL(url).port);
				const address = { N8N_WEBHOOK_URL: `http://localhost:${port}/` };
				return await start({ userFolder, port, env: address });
			},
			stop: async () => await closing.closeAll(),
		};
	} catch (error) {
		await closing.closeAll();
		throw error;
	}
}
