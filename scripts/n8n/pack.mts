import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runToEnd } from './child.mjs';
import { environmentWithoutNpm } from './npmEnvironment.mjs';

/** A package as `npm pack` makes it: what npm would publish, and so what n8n installs. */
export interface PackedPackage {
	name: string;
	version: string;
	tarball: string;
}

interface Manifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
	devDependencies?: unknown;
	peerDependencies?: unknown;
	optionalDependencies?: unknown;
}

/** Packs the package in `folder` (which must be built) into `destination`. */
export async function packPackage(folder: string, destination: string): Promise<PackedPackage> {
	await mkdir(destination, { recursive: true });
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
	const { stdout } = await run('npm', args, folder);
	const [packed] = JSON.parse(stdout) as [{ name: string; version: string; filename: string }];
	const { name, version, filename } = packed;
	return { name, version, tarball: resolve(destination, filename) };
}

/**
 * Puts a package where n8n's community install puts it, without asking n8n (quick; but not listed under Settings >
 * Community nodes).
 */
export async function unpackIntoNodesFolder(
	{ name, version, tarball }: PackedPackage,
	userFolder: string,
): Promise<void> {
	const destination = packageFolder(name, userFolder);
	await mkdir(join(destination, '..'), { recursive: true });
	const unpacked = await mkdtemp(join(userFolder, 'unpack-'));
	await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'], userFolder);
	await dropForeignDependencies(join(unpacked, 'package.json'));
	await rm(destination, { recursive: true, force: true });
	await rename(unpacked, destination);
	await listAsInstalled(name, version, userFolder);
}

/** The same without what is built, for a build that goes straight there. @returns the package's folder */
export async function preparePackageFolder(source: string, userFolder: string): Promise<string> {
	const manifest = join(source, 'package.json');
	const { name, version } = JSON.parse(await readFile(manifest, 'utf8')) as Manifest;
	const destination = packageFolder(name, userFolder);
	await mkdir(destination, { recursive: true });
	await copyFile(manifest, join(destination, 'package.json'));
	await dropForeignDependencies(join(destination, 'package.json'));
	await listAsInstalled(name, version, userFolder);
	return destination;
}

function packageFolder(name: string, userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes', 'node_modules', name);
}

async function listAsInstalled(name: string, version: string, userFolder: string): Promise<void> {
	await writeFile(
		join(userFolder, '.n8n', 'nodes', 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [name]: version } }),
	);
}

/** n8n drops these from a community package before it installs it, so that n8n's own `n8n-workflow` is found. */
async function dropForeignDependencies(manifestFile: string): Promise<void> {
	const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	if (Object.keys(manifest.dependencies ?? {}).length > 0) {
		throw new Error(`${manifest.name} has dependencies: n8n Cloud loads only packages without.`);
	}
	await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
}

/**
 * Writes a stand-in `npm` into `folder`. First on n8n's PATH, it lets n8n's own community-package install work without
 * a registry: it answers `npm view` and `npm pack` for the packed package, and hands everything else to the real npm.
 */
export async function writeNpmStandIn(
	folder: string,
	{ name, version, tarball }: PackedPackage,
): Promise<void> {
	await mkdir(folder, { recursive: true });
	const realNpm = (await run('sh', ['-c', 'command -v npm'], folder)).stdout.trim();
	const script = `#!/bin/sh
case "$1 $2" in
	${quoted(`view ${name}@`)}*) echo ${quoted(JSON.stringify(version))}; exit 0 ;;
	${quoted(`pack ${name}@`)}*) cp ${quoted(tarball)} ./local-package.tgz && echo local-package.tgz; exit 0 ;;
esac
# n8n names its default registry; without that, the machine's own npm settings apply.
for argument in "$@"; do
	shift
	case "$argument" in --registry=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec ${quoted(realNpm)} "$@"
`;
	const file = join(folder, 'npm');
	await writeFile(file, script);
	await chmod(file, 0o755);
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function run(command: string, args: string[], cwd: string): Promise<{ stdout: string }> {
	const outcome = await runToEnd(command, args, {
		cwd,
		env: environmentWithoutNpm(),
		timeoutMs: 120_000,
	});
	if (outcome.code !== 0) {
		throw new Error(`${command} ${args.join(' ')} failed in ${cwd}: ${outcome.stderr.trim()}`);
	}
	return outcome;
}
