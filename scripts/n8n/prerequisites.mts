import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** n8n, its Node, and what npm keeps of them. */
const NEEDED_BYTES = 4e9;

/** Of what a compiler of C++ needs, one of each. (node-gyp docs: installation) */
const TOOLS: ReadonlyArray<readonly string[]> = [
	['python3', 'python'],
	['make'],
	['c++', 'g++', 'clang++'],
];

/** Where the authors of sqlite3 publish it compiled. */
const BINARIES = 'https://github.com/TryGhost/node-sqlite3/releases';
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'npm_config_https_proxy', 'npm_config_proxy'];

/** @throws Error with what to do if the disk has no room. `folder` need not exist. */
export async function requireSpace(folder: string, free = freeBytes): Promise<void> {
	const bytes = await free(nearest(folder));
	if (bytes >= NEEDED_BYTES) return;
	throw new Error(
		`n8n needs about ${NEEDED_BYTES / 1e9} GB, and ${inGigabytes(bytes)} GB are free at ${folder}. Make room, or set XDG_CACHE_HOME to a folder with more.`,
	);
}

async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

/** The folder itself, or what of its path exists. */
function nearest(folder: string): string {
	return existsSync(folder) ? folder : nearest(dirname(folder));
}

const inGigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);

/**
 * n8n's database is made of C++: its authors publish it compiled, and where that cannot be had, npm compiles it.
 *
 * @throws Error with what to install if neither is possible
 */
export async function requireCompilerOrBinary(
	searchPath = process.env.PATH ?? '',
	isPublished = canHaveBinary,
): Promise<void> {
	const missing = TOOLS.filter((names) => !names.some((name) => isIn(searchPath, name)));
	if (missing.length === 0 || (await isPublished())) return;
	throw new Error(
		`n8n's database (sqlite3) can't be downloaded from github.com, and to compile it, this computer lacks ${missing.map(([name]) => name).join(', ')}. Install a compiler (Debian, Ubuntu: sudo apt-get install python3 make g++; macOS: xcode-select --install), then run the same command again.`,
	);
}

function isIn(searchPath: string, program: string): boolean {
	return searchPath.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Behind a proxy only npm knows, so it has to try. */
async function canHaveBinary(): Promise<boolean> {
	if (PROXIES.some((name) => process.env[name])) return true;
	const signal = AbortSignal.timeout(10_000);
	return await fetch(BINARIES, { method: 'HEAD', signal }).then(
		({ ok }) => ok,
		() => false,
	);
}
