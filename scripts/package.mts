import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './n8n/child.mjs';
import { packPackage, type PackedPackage } from './n8n/pack.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds this package (`npm run build`). Throws with what the compiler said. */
export async function buildPackage(): Promise<void> {
	const { code, stdout, stderr } = await runToEnd('npm', ['run', '--silent', 'build'], {
		cwd: ROOT,
		timeoutMs: 5 * 60_000,
	});
	if (code !== 0) throw new Error(`The package does not build:\n${stdout}${stderr}`.trim());
}

/** Packs this package, which must be built, as it would be published. */
export async function packThisPackage(destination: string): Promise<PackedPackage> {
	if (!existsSync(`${ROOT}/dist`))
		throw new Error('The package is not built: run `npm run build`.');
	return await packPackage(ROOT, destination);
}
