/**
 * The last step of `npm run lint`: what n8n's verification scanner checks, before anything is published. Its own ESLint
 * configuration, with inline disables switched off, over the sources and over the packed tarball. Warnings count too.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	buildScanConfig(): Promise<ESLint.Options['overrideConfig']>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const scanner = (await import(
	// Without types of its own, so not known to the compiler.
	String('@n8n/scan-community-package/scanner/scanner.mjs')
)) as Scanner;

async function scan(what: string, cwd: string, patterns: string[]): Promise<number> {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await scanner.buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const found = results.reduce(
		(sum, { errorCount, warningCount }) => sum + errorCount + warningCount,
		0,
	);
	if (found > 0) console.error(await (await eslint.loadFormatter('stylish')).format(results));
	console.log(`verification scan of ${what}: ${results.length} files, ${found} findings`);
	return found;
}

/** Unpacks what would be published. */
function unpackedTarball(folder: string): string {
	const pack = ['pack', '--silent', '--pack-destination', folder];
	const tarball = execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).trim();
	execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
	return join(folder, 'package');
}

if (!existsSync(join(root, 'dist'))) {
	console.error('What would be published is not built yet. Run: npm run build');
	process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'agentmail-plus-verify-'));
try {
	const found =
		(await scan('the sources', root, scanner.SOURCE_FILE_PATTERNS)) +
		(await scan('the package', unpackedTarball(folder), ['**/*.js', '**/*.json']));
	process.exitCode = found > 0 ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
