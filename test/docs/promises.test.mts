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

test('what the docs promise of a review, its test holds with the message that n8n fills in by itself', () => {
	const [, promise = ''] =
		/\*\*(The reviewer sees [^*]+)\*\*/.exec(read('docs/ai-agents.md')) ?? [];
	const held = read('test/e2e/reviewTool.mts');
	expect(promise).not.toBe('');
	expect(held).toContain(promise.replace(/\s+/g, ' '));
	expect(held).toContain(
		"'=The agent wants to run this tool: {{ $tool.name }}\\n\\nInput:\\n{{ $tool.parameters }}'",
	);
});

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
