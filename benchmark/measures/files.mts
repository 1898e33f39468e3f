import { once } from 'node:events';

import type { FileTask } from '../fileMemory.mjs';
import { asRatio, inMegabytes, ROUNDS, type Result } from '../measure.mjs';
import { inProcess, startProcess } from '../process.mjs';
import { median } from '../statistics.mjs';

/** Resident memory that moving a file takes, each run in a process of its own. */
export async function files(): Promise<Result[]> {
	const server = startProcess('fileServer.mts');
	const [{ url }] = (await once(server, 'message')) as [{ url: string }];
	async function grown(task: Omit<FileTask, 'url'>): Promise<number> {
		const runs: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			runs.push(await inProcess<number>('fileMemory.mts', { url, ...task }));
		}
		return median(runs);
	}
	const download = async (way: FileTask['way'], megabytes: number, warmUps = 20) =>
		await grown({ direction: 'download', way, megabytes, warmUps });
	const upload = async (way: FileTask['way']) =>
		await grown({ direction: 'upload', way, megabytes: 4, warmUps: 1 });

	const results = [
		downloaded(await download('ours', 25), await download('plain', 25)),
		firstDownload(await download('ours', 25, 1), await download('plain', 25, 1)),
		larger(await download('ours', 100), await download('ours', 250)),
		uploaded(await upload('ours'), await upload('plain')),
	];
	server.disconnect();
	return results;
}

function downloaded(ours: number, plain: number): Result {
	return {
		what: 'Memory of a 25 MB download (filesystem mode), against the whole file in memory',
		ours: inMegabytes(ours),
		plain: inMegabytes(plain),
		ratio: asRatio(ours / plain),
		target: 'at most 0.5',
		met: ours <= plain / 2,
	};
}

function firstDownload(ours: number, plain: number): Result {
	return {
		what: 'The same in a process that has moved only one file of 1 MB before',
		ours: inMegabytes(ours),
		plain: inMegabytes(plain),
		ratio: asRatio(ours / plain),
		target: '–',
		met: undefined,
	};
}

function larger(of100: number, of250: number): Result {
	return {
		what: 'Memory of a 250 MB download, against one of 100 MB',
		ours: inMegabytes(of250),
		plain: inMegabytes(of100),
		ratio: `${inMegabytes(of250 - of100)} more`,
		target: 'at most 15 MB more',
		met: of250 - of100 <= 15_000_000,
	};
}

function uploaded(ours: number, plain: number): Result {
	return {
		what: 'Memory of a 4 MB upload, against base64 in an object',
		ours: inMegabytes(ours),
		plain: inMegabytes(plain),
		ratio: asRatio(ours / plain),
		target: 'at most 30 MB',
		met: ours <= 30_000_000,
	};
}
