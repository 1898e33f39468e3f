import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killChild, startChild } from '../../scripts/n8n/child.mjs';
import { N8nClient } from '../../scripts/n8n/client.mjs';
import { freePort, isFree } from '../../scripts/n8n/ports.mjs';
import { temporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { ROOT } from '../../scripts/package.mjs';
import { printed } from './printed.mjs';

const NEEDED = ['nodes', 'credentials', 'sandbox', 'scripts', 'examples'];
const FILES = ['package.json', 'tsconfig.json', 'gulpfile.js'];

export function devSuite(): void {
	it('shows a change of the source in n8n, and ends everything on Ctrl-C', async () => {
		const checkout = temporaryFolder('agentmail-checkout');
		for (const name of [...NEEDED, ...FILES]) {
			cpSync(join(ROOT, name), join(checkout.path, name), { recursive: true });
		}
		symlinkSync(join(ROOT, 'node_modules'), join(checkout.path, 'node_modules'));
		const [port, n8nPort] = [await freePort(), await freePort()];
		const ports = ['--port', String(port), '--n8n-port', String(n8nPort)];
		const dev = startChild(process.execPath, ['--import', 'tsx', 'scripts/dev.mts', ...ports], {
			cwd: checkout.path,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			await printed(dev, `n8n editor   http://127.0.0.1:${n8nPort}/workflow/`);
			const client = new N8nClient(`http://127.0.0.1:${n8nPort}`);
			await client.becomeOwner();
			changeDescription(join(checkout.path, 'nodes/AgentMail/resources/message/send.ts'));
			await waitUntil(
				'n8n to have the change',
				// While n8n writes its list of nodes anew, it is not complete.
				async () =>
					JSON.stringify(await client.nodeTypes().catch(() => [])).includes(CHANGED) || undefined,
				{ timeoutMs: 120_000, everyMs: 500 },
			);

			const ended = once(dev, 'exit');
			dev.kill('SIGINT');
			expect(await ended).toEqual([130, null]);
			expect([await isFree(port), await isFree(n8nPort)]).toEqual([true, true]);
		} finally {
			await killChild(dev);
			await checkout.remove();
		}
	}, 400_000);
}

const CHANGED = 'Changed while n8n runs';

function changeDescription(file: string): void {
	const text = readFileSync(file, 'utf8');
	const changed = text.replace(/description: '[^']*'/, `description: '${CHANGED}'`);
	expect(changed).not.toBe(text);
	writeFileSync(file, changed);
}
