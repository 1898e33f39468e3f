import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { endChild, isRunning, killChild, startChild } from './child.mjs';
import { N8nClient } from './client.mjs';
import { n8nEnvironment, type Role } from './environment.mjs';
import type { InstalledN8n } from './install.mjs';
import { unpackIntoNodesFolder, writeNpmStandIn, type PackedPackage } from './pack.mjs';
import { freePort } from './ports.mjs';
import { temporaryFolder, type TemporaryFolder } from './temporaryFolder.mjs';
import { waitUntil } from './waitUntil.mjs';
import type { WorkflowNode } from './workflow.mjs';

export interface N8nOptions {
	app: InstalledN8n;
	/** Package to load. */
	packed?: PackedPackage;
	/**
	 * How the package gets in: `install` = n8n's own install of a community package (default on main), `nodes` = put where
	 * that install would put it (quicker; the only way on a worker).
	 */
	loadAs?: 'install' | 'nodes';
	role?: Role;
	port?: number;
	/** Database, files and log; a temp folder when left out. */
	userFolder?: string;
	env?: Record<string, string>;
}

const COMMANDS: Record<Role, string> = { main: 'start', worker: 'worker', webhook: 'webhook' };
const START_TIMEOUT_MS = 120_000;

/** Starts a real n8n on 127.0.0.1; returns when it is ready, on main with its owner logged in and the package loaded. */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const { role = 'main', loadAs = role === 'main' ? 'install' : 'nodes', packed } = options;
	const temporary = options.userFolder ? undefined : temporaryFolder('n8n');
	const userFolder = options.userFolder ?? temporary?.path ?? '';
	await mkdir(userFolder, { recursive: true });
	const env = {
		...n8nEnvironment({
			app: options.app,
			role,
			userFolder,
			port: options.port ?? (await freePort()),
			brokerPort: await freePort(),
		}),
		PATH: await searchPath(userFolder, loadAs === 'install' ? packed : undefined),
		...options.env,
	};
	if (packed && loadAs === 'nodes') await unpackIntoNodesFolder(packed, userFolder);
	const server = new N8nServer(options.app, role, userFolder, env, temporary);
	try {
		await server.start();
		if (role === 'main') await server.client.becomeOwner();
		if (packed && loadAs === 'install')
			await server.client.installPackage(packed.name, packed.version);
	} catch (error) {
		await server.stop();
		throw error;
	}
	return server;
}

async function searchPath(userFolder: string, packed: PackedPackage | undefined): Promise<string> {
	const path = process.env.PATH ?? '';
	if (!packed) return path;
	const folder = join(userFolder, 'npm-stand-in');
	await writeNpmStandIn(folder, packed);
	return `${folder}${delimiter}${path}`;
}

/** One n8n process and the folder it works in. It can be ended and started again on the same folder and port. */
export class N8nServer {
	readonly url: string;
	readonly client: N8nClient;
	private child: ChildProcess | undefined;

	constructor(
		private readonly app: InstalledN8n,
		private readonly role: Role,
		readonly userFolder: string,
		private readonly env: Record<string, string>,
		private readonly temporary: TemporaryFolder | undefined,
	) {
		this.url = `http://127.0.0.1:${env.N8N_PORT}`;
		this.client = new N8nClient(this.url);
	}

	/** Starts the process and waits until it takes requests. Throws with the end of its log when it exits. */
	async start(): Promise<void> {
		const log = openSync(this.logFile, 'a');
		const child = startChild(this.app.node, [this.app.bin, COMMANDS[this.role]], {
			cwd: this.userFolder,
			env: this.env,
			stdio: ['ignore', log, log],
		});
		closeSync(log);
		this.child = child;
		await waitUntil(
			`n8n (${this.role}) to be ready`,
			async () => {
				if (!isRunning(child)) throw new Error(`n8n ended at its start.\n${this.lastLog()}`);
				return (await isReady(this.url, this.role)) || undefined;
			},
			{ timeoutMs: START_TIMEOUT_MS, everyMs: 100 },
		);
	}

	/** Ends the process as a service manager would (SIGTERM); the folder stays. */
	async end(): Promise<void> {
		if (this.child) await endChild(this.child);
	}

	/** Ends the process as a crash would (SIGKILL); the folder stays. */
	async kill(): Promise<void> {
		if (this.child) await killChild(this.child);
	}

	/** Ends the process and removes its folder if that was made for it. */
	async stop(): Promise<void> {
		await this.end();
		await this.temporary?.remove();
	}

	/** Resolves when the process is gone, with an error that holds the end of its log. */
	async endedByItself(): Promise<Error> {
		const child = this.child;
		if (child && isRunning(child)) await once(child, 'exit');
		return new Error(`n8n ended by itself.\n${this.lastLog()}`);
	}

	get pid(): number | undefined {
		return this.child?.pid;
	}

	/** Everything the process printed, over all its starts. */
	log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	/** The address at which a published webhook node takes calls; `test` is the one of a run by hand. */
	webhookUrl(node: WorkflowNode, path = 'webhook', mode: 'production' | 'test' = 'production') {
		if (!node.webhookId) throw new Error(`"${node.name}" has no webhookId.`);
		const root = mode === 'test' ? 'webhook-test' : 'webhook';
		return `${this.url}/${root}/${node.webhookId}/${path}`;
	}

	private get logFile(): string {
		return join(this.userFolder, `n8n-${this.role}.log`);
	}

	private lastLog(): string {
		return this.log().slice(-4000);
	}
}

/** n8n 1 calls itself ready before its main process answers the editor. */
const READY_PAGES: Record<Role, string[]> = {
	main: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

async function isReady(url: string, role: Role): Promise<boolean> {
	try {
		for (const page of READY_PAGES[role]) {
			const answer = await fetch(url + page, { signal: AbortSignal.timeout(5000) });
			await answer.body?.cancel();
			if (answer.status !== 200) return false;
		}
		return true;
	} catch {
		return false;
	}
}
