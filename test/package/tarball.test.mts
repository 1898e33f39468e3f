import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Tarball {
	files: { path: string; size: number }[];
	unpackedSize: number;
}

/** What `npm publish` would put on the registry. */
const [tarball] = JSON.parse(
	execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], { cwd: root, encoding: 'utf8' }),
) as [Tarball];
const paths = tarball.files.map(({ path }) => path);

/** Beside what the build makes. */
const AT_THE_TOP = ['LICENSE', 'README.md', 'index.js', 'package.json'];

/** Everything the build may make, and out of what. */
const BUILT = [
	/^dist\/(?:nodes\/AgentMail|credentials)\/(?:[\w-]+\/)*[\w.]+\.js$/,
	/^dist\/nodes\/AgentMail\/\w+\.node\.json$/,
	/^dist\/nodes\/AgentMail\/\w+(?:\.dark)?\.svg$/,
	/^dist\/THIRD-PARTY-LICENSES\.txt$/,
	/^dist\/nodes\/AgentMail\/__schema__\/v[\d.]+\/\w+\/\w+\.json$/,
];

describe('what is published', () => {
	test('is the build and four files beside it', () => {
		const other = paths.filter((path) => !BUILT.some((kind) => kind.test(path)));
		expect(other.sort()).toEqual([...AT_THE_TOP].sort());
	});

	test('has for every script a source, so that nothing of an earlier build lies about', () => {
		const sources = ['nodes', 'credentials'].flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
				(name) => `dist/${folder}/${name.replace(/\.ts$/, '.js')}`,
			),
		);
		const known = new Set([...sources, 'dist/THIRD-PARTY-LICENSES.txt']);
		expect(paths.filter((path) => path.startsWith('dist/') && !known.has(path))).toEqual([]);
	});

	test('names no source map', () => {
		const scripts = paths.filter((path) => path.endsWith('.js'));
		expect(scripts.length).toBeGreaterThan(100);
		for (const script of scripts) {
			expect(readFileSync(join(root, script), 'utf8')).not.toContain('sourceMappingURL');
		}
	});

	test('is small: no file over 100 kB, no more than 1 MB in all', () => {
		expect(tarball.files.filter(({ size }) => size > 100_000)).toEqual([]);
		expect(tarball.unpackedSize).toBeLessThan(1_000_000);
	});
});
