import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { runToEnd } from './child.mjs';

type BindingSource = 'in place' | 'saved copy' | 'prebuilt' | 'compiled';

interface BindingOptions {
	/** The folder that holds n8n's `node_modules`. */
	app: string;
	/** The Node program that will run n8n. */
	node: string;
	/** Folder with `include/node`, for node-gyp; undefined = node-gyp looks for it. */
	headers: string | undefined;
	step: (what: string) => void;
}

const PREBUILT_TIMEOUT_MS = 20_000;
const COMPILE_TIMEOUT_MS = 10 * 60_000;

/**
 * Gives n8n's `sqlite3` its native binding: the copy that an earlier install saved, else the binary its authors publish,
 * else compiled here. Packages are installed without their scripts, so nothing else provides it.
 */
export async function provideSqlite3(options: BindingOptions): Promise<BindingSource> {
	const folder = join(options.app, 'node_modules', 'sqlite3');
	const binding = join(folder, 'build', 'Release', 'node_sqlite3.node');
	if (existsSync(binding)) return 'in place';
	const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		version: string;
	};
	// The binding is Node-API: it depends on the machine, not on the version of Node.
	const saved = join(
		cacheFolder(),
		`sqlite3-${version}-${process.platform}-${process.arch}-napi`,
		'node_sqlite3.node',
	);
	const source = await obtain(options, folder, binding, saved);
	if (source !== 'saved copy') {
		await mkdir(dirname(saved), { recursive: true });
		await copyFile(binding, saved);
	}
	return source;
}

async function obtain(
	options: BindingOptions,
	folder: string,
	binding: string,
	saved: string,
): Promise<BindingSource> {
	if (existsSync(saved)) {
		await mkdir(dirname(binding), { recursive: true });
		await copyFile(saved, binding);
		if (await loads(options, folder)) return 'saved copy';
		await rm(binding, { force: true });
	}
	options.step('looking for a prebuilt sqlite3');
	if (await downloadPrebuilt(options, folder)) return 'prebuilt';
	options.step('compiling sqlite3 (about a minute)');
	await compile(options, folder);
	return 'compiled';
}

/** `sqlite3`'s own install script: `prebuild-install -r napi`. */
async function downloadPrebuilt(options: BindingOptions, folder: string): Promise<boolean> {
	const program = join(options.app, 'node_modules', 'prebuild-install', 'bin.js');
	if (!existsSync(program)) return false;
	const { code } = await runToEnd(options.node, [program, '-r', 'napi'], {
		cwd: folder,
		timeoutMs: PREBUILT_TIMEOUT_MS,
	});
	return code === 0 && (await loads(options, folder));
}

async function loads(options: BindingOptions, folder: string): Promise<boolean> {
	const { code } = await runToEnd(options.node, ['-e', 'require(process.argv[1])', folder], {
		timeoutMs: 30_000,
	});
	return code === 0;
}

async function compile(options: BindingOptions, folder: string): Promise<void> {
	await requireCompiler();
	const args = ['rebuild', '--release', '-j', String(availableParallelism())];
	if (options.headers) args.push(`--nodedir=${options.headers}`);
	const { code, stdout, stderr } = await runToEnd(
		options.node,
		[await nodeGyp(options.app), ...args],
		{ cwd: folder, timeoutMs: COMPILE_TIMEOUT_MS },
	);
	if (code !== 0) {
		const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
		throw new Error(
			`sqlite3, which n8n needs, did not compile. The compiler's last lines:\n${tail}`,
		);
	}
	await keepOnlyRelease(join(folder, 'build'));
}

async function requireCompiler(): Promise<void> {
	const missing: string[] = [];
	for (const [program, flag] of [
		['python3', '--version'],
		['make', '--version'],
		['g++', '--version'],
	] as const) {
		const found = await runToEnd(program, [flag], { timeoutMs: 10_000 }).catch(() => undefined);
		if (found?.code !== 0) missing.push(program);
	}
	if (missing.length === 0) return;
	throw new Error(
		`n8n's sqlite3 has to be compiled on this machine, and ${missing.join(', ')} cannot be found. ` +
			'Install the compiler (Debian, Ubuntu: sudo apt-get install python3 make g++; macOS: xcode-select --install) and try again.',
	);
}

/** node-gyp as n8n's tree brings it, else the one inside npm. */
async function nodeGyp(app: string): Promise<string> {
	const candidates = [join(app, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')];
	const npm = await runToEnd('sh', ['-c', 'command -v npm'], { timeoutMs: 10_000 });
	const npmProgram = npm.stdout.trim();
	if (npmProgram) {
		candidates.unshift(
			join(
				dirname(realpathSync(npmProgram)),
				'..',
				'node_modules',
				'node-gyp',
				'bin',
				'node-gyp.js',
			),
		);
	}
	const found = candidates.find((file) => existsSync(file));
	if (!found) throw new Error('node-gyp cannot be found: install npm together with Node.');
	return found;
}

/** Object files and makefiles are 100 MB that nobody reads again. */
async function keepOnlyRelease(build: string): Promise<void> {
	for (const entry of await readdir(build)) {
		if (entry !== 'Release') await rm(join(build, entry), { recursive: true, force: true });
	}
}
