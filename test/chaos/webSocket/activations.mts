import { fileURLToPath } from 'node:url';
import { installN8n } from '../../../scripts/n8n/install.mjs';
import { runToEnd } from '../../../scripts/n8n/child.mjs';
import type { Tell } from '../scenarios.mjs';

/** Twice 200 activations, on the Node.js of n8n and with its own WebSocket; see `activate.mts`. */
export async function activations(tell: Tell): Promise<string[]> {
	const app = await installN8n({ log: () => undefined });
	const script = fileURLToPath(new URL('activate.mts', import.meta.url));
	const { code, stdout, stderr } = await runToEnd(
		app.node,
		['--expose-gc', '--import', 'tsx', script],
		{ timeoutMs: 600_000 },
	);
	for (const line of stdout.trim().split('\n')) tell(line);
	return code === 0 ? [] : [stderr.trim().split('\n').slice(-5).join(' ')];
}
