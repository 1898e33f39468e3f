import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describeEnd, describeStart } from '../../scripts/demo/describe.mjs';
import { inWords, onOneLine, Progress, progressLine } from '../../scripts/n8n/progress.mjs';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';

let folder: TemporaryFolder;
let file: string;
let lines: string[];

beforeEach(() => {
	folder = temporaryFolder('progress');
	file = join(folder.path, 'cache', 'durations.json');
	lines = [];
});
afterEach(async () => await folder.remove());

const progress = (everyMs?: number) =>
	new Progress({ show: (line) => lines.push(line), file, everyMs });

describe('the progress line', () => {
	test('says what is under way, what is left, and how long each took last time', () => {
		const known = { downloading: 95, compiling: 120, starting: 8 };
		expect(progressLine('downloading', 45, ['compiling', 'starting', 'new'], known)).toBe(
			'Downloading: 45 s (last time 1 min 35 s). Then: compiling (2 min), starting (8 s), new.',
		);
		expect(progressLine('starting', 0, [], {})).toBe('Starting: 0 s.');
	});

	test.each([
		[0, '0 s'],
		[59, '59 s'],
		[60, '1 min'],
		[61, '1 min 1 s'],
		[3600, '60 min'],
	])('%d seconds are %s', (seconds, words) => {
		expect(inWords(seconds)).toBe(words);
	});

	test('takes the place of the one before in a terminal, and fits in it', () => {
		let written = '';
		const terminal = { columns: 10, write: (text: string) => (written += text) };
		const { show, end } = onOneLine(terminal as unknown as NodeJS.WriteStream);
		show('Downloading n8n');
		show('Done');
		end();
		expect(written.split('\r\u001b[2K')).toEqual(['', 'Downloadi', 'Done', '']);
		expect(written).not.toContain('\n');
	});
});

describe('steps', () => {
	test('leave the plan when they begin, and are known the next time', async () => {
		const first = progress();
		first.expect('building', 'starting');
		expect(await first.lastTime('building', 'starting')).toBeUndefined();
		first.expect('downloading');
		for (const step of ['downloading', 'building', 'starting']) {
			expect(await first.step(step, async () => step)).toBe(step);
		}
		expect(lines).toEqual([
			'Downloading: 0 s. Then: building, starting.',
			'Building: 0 s. Then: starting.',
			'Starting: 0 s.',
		]);
		expect(await progress().lastTime('building', 'starting')).toBeGreaterThanOrEqual(0);
	});

	test('say that they still go on', async () => {
		let finish = () => {};
		const work = new Promise<void>((resolve) => (finish = resolve));
		const done = progress(1).step('waiting', async () => await work);
		await waitUntil('more lines', async () => lines.length > 2 || undefined);
		finish();
		await done;
	});

	test('that fail are not kept, and pass their error on', async () => {
		const failed = progress().step('failing', async () => {
			throw new Error('No.');
		});
		await expect(failed).rejects.toThrow('No.');
		expect(await progress().lastTime('failing')).toBeUndefined();
	});

	test('go on where what was kept is broken', async () => {
		await progress().step('one', async () => undefined);
		writeFileSync(file, '{"one":');
		await progress().step('two', async () => undefined);
		expect(await progress().lastTime('one')).toBeUndefined();
		expect(await progress().lastTime('two')).toBeGreaterThanOrEqual(0);
	});
});

describe('the demo says', () => {
	test('how long the first and every later run take', () => {
		expect(describeStart(true, undefined)).toMatch(/first run downloads n8n.*about a minute\.$/);
		expect(describeStart(true, 42)).toMatch(/Every later run takes about 42 s\.$/);
		expect(describeStart(false, 42)).toBe('This takes about 42 s.');
	});

	test('after a first run how long the next one takes', () => {
		expect(describeEnd(250, 45)).toMatch(/^This took 4 min 10 s\. The next run takes about 45 s/);
		expect(describeEnd(45, undefined)).toBe('This took 45 s.');
	});
});
