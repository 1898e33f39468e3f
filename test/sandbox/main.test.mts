import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { startSandbox } from '../../sandbox/index.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(args: string[], env: Record<string, string> = {}) {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.mts', ...args], {
		cwd: ROOT,
		env: { ...process.env, ...env },
	});
	started.push(child);
	const output = { text: '' };
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
	}
	return { child, output };
}

async function serve() {
	const { child, output } = start(['--port', '0']);
	while (!output.text.includes('Ctrl-C')) await once(child.stdout, 'data');
	const url = /Base URL +(\S+)/.exec(output.text)?.[1];
	const key = /API key +(\S+)/.exec(output.text)?.[1];
	return { child, output, url, headers: { authorization: `Bearer ${key}` } };
}

test('it says how to use it, answers as said, and ends with Ctrl-C', async () => {
	const { child, url, headers } = await serve();
	const answer = await fetch(`${url}/v0/auth/me`, { headers });
	expect(answer.status).toBe(200);
	const exit = once(child, 'exit');
	child.kill('SIGINT');
	expect(await exit).toEqual([0, null]);
}, 30_000);

test('a crowd of requests that take a while is answered without a warning', async () => {
	const { child, output, url, headers } = await serve();
	const body = JSON.stringify({ times: 20, action: { delayMs: 300 } });
	await fetch(`${url}/control/faults`, { method: 'POST', body });
	const asking = Array.from({ length: 20 }, () => fetch(`${url}/v0/auth/me`, { headers }));
	const statuses = (await Promise.all(asking)).map(({ status }) => status);
	expect(statuses).toEqual(Array<number>(20).fill(200));
	const end = once(child, 'close');
	child.kill('SIGINT');
	await end;
	expect(output.text).not.toContain('Warning');
}, 30_000);

test.each([
	['a port that is in use', undefined, /Port \d+ is in use\. End .*--port \d+/],
	['a port that is none', 'abc', /"abc" is no port\. .*--port 4011/],
])(
	'%s ends it with a sentence that says what to do',
	async (_case, port, sentence) => {
		const other = await startSandbox();
		const { child, output } = start([], { SANDBOX_PORT: port ?? new URL(other.url).port });
		const [code] = (await once(child, 'close')) as [number];
		await other.close();
		expect(code).toBe(1);
		expect(output.text).toMatch(sentence);
		expect(output.text).not.toMatch(/at .*\.mts/);
	},
	30_000,
);
