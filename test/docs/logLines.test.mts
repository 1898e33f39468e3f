import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

const code = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => readFileSync(join(root, 'nodes', name), 'utf8'))
	.join('\n');

/** What people are told to look for in n8n's log: the first column of the checklist's table, and its heading line. */
const quoted = readFileSync(join(root, 'docs', 'triggers.md'), 'utf8')
	.split('\n')
	.flatMap((line) => {
		const said = /n8n's log says (`[^`]+`)/.exec(line)?.[1];
		const cell = /^ +\| +(`.*?`) +\|/.exec(line)?.[1];
		return [...(said ?? cell ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
	});

describe('the log lines that the checklist quotes', () => {
	test('are found in the page', () => expect(quoted.length).toBeGreaterThan(6));

	test.each(quoted)('%s', (text) => {
		for (const part of text.split('…')) expect(code).toContain(part.trim());
	});
});
