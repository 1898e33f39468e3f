import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { killChild, runToEnd, startChild } from '../../scripts/n8n/child.mjs';
import { freePort, isFree } from '../../scripts/n8n/ports.mjs';
import { ROOT } from '../../scripts/package.mjs';
import { printed } from './printed.mjs';

const DEMO = ['--import', 'tsx', 'scripts/demo.mts'];

const demo = async (...options: string[]) =>
	await runToEnd(process.execPath, [...DEMO, ...options], {
		cwd: ROOT,
		timeoutMs: 300_000,
	});

export function demoSuite(): void {
	it('plays the whole story and ends with --exit', async () => {
		const ports = ['--port', String(await freePort()), '--n8n-port', String(await freePort())];
		const { code, stdout, stderr } = await demo('--exit', ...ports);
		if (code !== 0) throw new Error(`The demo ended with ${code}: ${stderr}`);
		expect(stdout).toContain('Where is my order 1042?');
		expect(stdout).toMatch(/Execution: +\d+, success/);
		expect(stdout).toContain('was answered 401');
		expect(stdout).toContain('| Hello Jane Doe,');
	}, 300_000);

	it('names the option to use when a port is busy', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const { code, stderr } = await demo('--exit', '--n8n-port', String(port));
		server.close();
		expect(code).toBe(1);
		expect(stderr).toContain(`Port ${port} is already in use`);
		expect(stderr).toContain('--n8n-port');
	}, 60_000);

	it('ends everything it started on Ctrl-C', async () => {
		const [port, n8nPort] = [await freePort(), await freePort()];
		const options = ['--port', String(port), '--n8n-port', String(n8nPort)];
		const child = startChild(process.execPath, [...DEMO, ...options], {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			await printed(child, `mail page    http://127.0.0.1:${port}`);
			expect(await isFree(n8nPort)).toBe(false);
			const page = await fetch(`http://127.0.0.1:${port}`);
			expect(await page.text()).toContain('Write as a customer');
			const ended = once(child, 'exit');
			child.kill('SIGINT');
			expect(await ended).toEqual([130, null]);
			expect([await isFree(port), await isFree(n8nPort)]).toEqual([true, true]);
		} finally {
			await killChild(child);
		}
	}, 300_000);
}
