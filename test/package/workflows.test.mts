import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

/** The text of each job, by its name. */
function jobsOf(workflow: string): Map<string, string> {
	const [, jobs = ''] = workflow.split(/^jobs:\n/m);
	const parts = jobs.split(/^ {2}(\w[\w-]*):\n/m).slice(1);
	const names = parts.filter((_, index) => index % 2 === 0);
	return new Map(names.map((name, index) => [name, parts[2 * index + 1] ?? '']));
}

test.each(readdirSync(FOLDER))('%s uses actions by their commit, which nobody can move', (file) => {
	const used = [...read(file).matchAll(/^\s*(?:- )?uses: *(\S+)/gm)].map(([, action]) => action);
	expect(used).not.toEqual([]);
	for (const action of used) expect(action).toMatch(/^[\w./-]+@[\da-f]{40}$/);
});

describe('publishing', () => {
	const jobs = jobsOf(read('publish.yml'));
	const withSecrets = [...jobs].filter(([, text]) => /secrets\.|id-token: *write/.test(text));
	const [name, publish = ''] = withSecrets[0] ?? [];

	test('one job alone has secrets, in an environment that somebody guards, and says where the package came from', () => {
		expect(withSecrets).toHaveLength(1);
		expect(publish).toMatch(/^\s+environment: \S+/m);
		expect(publish).toMatch(/npm publish .*--provenance/);
	});

	test('it runs nothing of what it publishes', () => {
		expect(publish).not.toMatch(/actions\/checkout|npm (ci|i|install|test|run)\b|npx /);
		expect(publish).toMatch(/npm publish .*--ignore-scripts/);
	});

	test('what it publishes was built, tested and audited before', () => {
		const [, before = ''] = [...jobs].find(([other]) => other !== name) ?? [];
		expect(publish).toMatch(/^\s+needs: /m);
		for (const step of ['npm test', 'scripts/audit.mjs', 'npm pack'])
			expect(before).toContain(step);
	});
});
