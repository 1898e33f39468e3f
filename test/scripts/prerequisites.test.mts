import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { requireCompilerOrBinary, requireSpace } from '../../scripts/n8n/prerequisites.mjs';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder('prerequisites');
});
afterEach(async () => await folder.remove());

describe('before n8n is downloaded', () => {
	test('a full disk is told, with what is free and where, also of a folder that is not there yet', async () => {
		const wanted = join(folder.path, 'not', 'there', 'yet');
		let asked = '';
		const free = (bytes: number) => async (place: string) => {
			asked = place;
			return bytes;
		};
		await expect(requireSpace(wanted, free(3.21e9))).rejects.toThrow(
			`n8n needs about 4 GB, and 3.2 GB are free at ${wanted}. Make room, or set XDG_CACHE_HOME to a folder with more.`,
		);
		expect(asked).toBe(folder.path);
		await expect(requireSpace(wanted, free(4e9))).resolves.toBeUndefined();
	});

	test('the disk of this machine can be asked', async () => {
		const outcome = await requireSpace(folder.path).then(
			() => 'enough',
			(error: Error) => error.message,
		);
		expect(outcome).toMatch(/^enough$|^n8n needs about 4 GB, and [\d.]+ GB are free/);
	});
});

describe('where n8n needs a compiler', () => {
	const install = (...programs: string[]) => {
		for (const program of programs) writeFileSync(join(folder.path, program), '');
		return ['/nowhere', folder.path].join(delimiter);
	};
	const never = async () => false;

	test.each([
		[[], 'python3, make, c++'],
		[['make'], 'python3, c++'],
		[['python3', 'make'], 'c++'],
	])('with %j it lacks %s, said before the download', async (programs, lacks) => {
		const missing = requireCompilerOrBinary(install(...programs), never);
		await expect(missing).rejects.toThrow(`this computer lacks ${lacks}. Install a compiler`);
		await expect(missing).rejects.toThrow('then run the same command again');
	});

	test.each([[['python3', 'make', 'g++']], [['python', 'make', 'clang++']]])(
		'with %j nothing is asked of the network',
		async (programs) => {
			let asked = 0;
			await requireCompilerOrBinary(install(...programs), async () => ++asked > 0);
			expect(asked).toBe(0);
		},
	);

	test('none is needed where its authors have compiled it', async () => {
		await expect(requireCompilerOrBinary(install(), async () => true)).resolves.toBeUndefined();
	});
});
