import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

const [, promises = ''] = read('SECURITY.md').split('## What you can count on');
const list = promises.split(/\n- /).slice(1);

/** `test/…/x.test.mts`: "name of the test" */
const held = (promise: string) =>
	[...promise.matchAll(/`(test\/[\w/.-]+)`:\s+_([^_]+)_/g)].map(
		([, file = '', name = '']) => [file, name.replace(/\s+/g, ' ')] as const,
	);

test('every promise names the test that holds it, and there is such a test', () => {
	expect(list.length).toBeGreaterThan(4);
	for (const promise of list) {
		const tests = held(promise);
		expect([promise.slice(0, 40), tests.length]).not.toEqual([promise.slice(0, 40), 0]);
		for (const [file, name] of tests) {
			expect([file, existsSync(new URL(file, ROOT))]).toEqual([file, true]);
			expect([file, name, read(file).includes(name)]).toEqual([file, name, true]);
		}
	}
});
