import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	dependencies?: object;
	n8n: { nodes: string[]; credentials: string[] };
};
const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
const scripts = files.filter((file) => file.endsWith('.js'));

describe('what is shipped', () => {
	test('requires n8n-workflow, luxon, which n8n brings along, node:crypto and itself, nothing else', () => {
		const required = scripts.flatMap((file) => {
			const source = readFileSync(join(root, 'dist', file), 'utf8');
			return [...source.matchAll(/\b(?:require|import)\(\s*(['"`])(.*?)\1\s*\)/g)].map(
				([, , name]) => name!,
			);
		});
		const foreign = new Set(
			required.filter((name) => !name.startsWith('./') && !name.startsWith('../')),
		);
		expect([...foreign].sort()).toEqual(['luxon', 'n8n-workflow', 'node:crypto']);
	});

	test('loads no module by a computed name, which the check above would not see', () => {
		for (const file of scripts) {
			const source = readFileSync(join(root, 'dist', file), 'utf8');
			expect([file, source.match(/\b(?:require|import)\((?!\s*['"`])/g)]).toEqual([file, null]);
		}
	});

	test('has no run-time dependencies', () => expect(manifest.dependencies).toBeUndefined());

	test('holds the libraries that read HTML in one file, with their licences, without what is not used', () => {
		const library = readFileSync(join(root, 'dist/nodes/AgentMail/mail/htmlLibrary.js'), 'utf8');
		const bundled = [...library.matchAll(/^\/\/ .*node_modules\/([^/]+)\//gm)].map(
			([, name]) => name!,
		);
		expect([...new Set(bundled)].sort()).toEqual(['entities', 'htmlparser2']);
		expect(library.length).toBeLessThanOrEqual(100_000);
		const licences = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
		for (const name of new Set(bundled)) {
			const text = readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8');
			expect(licences).toContain(text.trim());
		}
	});

	test('holds every node with its codex file and icons, and every credential', () => {
		for (const node of manifest.n8n.nodes) {
			const file = node.replace(/^dist\//, '');
			expect(files).toContain(file);
			expect(files).toContain(`${file}on`);
		}
		for (const credential of manifest.n8n.credentials)
			expect(files).toContain(credential.replace(/^dist\//, ''));
		expect(files).toEqual(
			expect.arrayContaining([
				'nodes/AgentMail/agentmail.svg',
				'nodes/AgentMail/agentmail.dark.svg',
			]),
		);
	});

	test('index.js exports a class for each', () => {
		const exported = createRequire(import.meta.url)(root) as object;
		const names = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map(
			(path) => path.split('/').pop()!.split('.')[0],
		);
		expect(Object.keys(exported).sort()).toEqual(names.sort());
	});
});
