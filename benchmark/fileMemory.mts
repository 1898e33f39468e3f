import { setTimeout as wait } from 'node:timers/promises';

import { benchmarkEngine, byId, INBOX, inboxPath } from './engine.mjs';
import { answer } from './process.mjs';

export interface FileTask {
	url: string;
	direction: 'download' | 'upload';
	way: 'ours' | 'plain';
	megabytes: number;
	/** How many files of 1 MB were moved before: a server that has run for a while has its buffers. */
	warmUps: number;
}

/** By how many bytes the resident memory of this process grows at most while it moves one file. */
answer(async ({ url, direction, way, megabytes, warmUps }: FileTask) => {
	const ways = await benchmarkEngine({ apiKey: 'am_us_x', environment: 'custom', baseUrl: url });
	const move = direction === 'download' ? downloader(ways) : await uploader(ways, megabytes);
	for (let i = 0; i < warmUps; i++) await move(way, 1);
	await settle();
	const before = process.memoryUsage.rss();
	let most = before;
	const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 2);
	await move(way, megabytes);
	clearInterval(sampling);
	return Math.max(most, process.memoryUsage.rss()) - before;
});

type Ways = Awaited<ReturnType<typeof benchmarkEngine>>;
type Move = (way: FileTask['way'], megabytes: number) => Promise<unknown>;

function downloader({ engine, plain }: Ways): Move {
	const download = {
		resource: 'message',
		operation: 'downloadAttachment',
		inboxId: byId(INBOX),
		messageId: byId('<1@example.com>'),
	};
	return async (way, megabytes) => {
		const id = `file-${megabytes}`;
		return way === 'ours'
			? await engine.action({ ...download, attachmentId: byId(id) })
			: await plain('test.buffer', [{ url: `${inboxPath}/messages/1/attachments/${id}` }]);
	};
}

async function uploader({ engine, plain }: Ways, megabytes: number): Promise<Move> {
	const store = async (size: number) =>
		await engine.store(Buffer.alloc(size * 1_000_000, 'agentmail'), 'file.bin', 'text/plain');
	const files = new Map([1, megabytes].map((size) => [size, store(size)]));
	const send = {
		resource: 'message',
		operation: 'send',
		inboxId: byId(INBOX),
		to: 'jane@example.com',
		text: 'x',
		options: { attachments: { attachment: [{ source: 'binary', property: 'data' }] } },
	};
	await Promise.all(files.values());
	return async (way, size) => {
		const binary = { data: await files.get(size) };
		const json = { method: 'POST', url: `${inboxPath}/messages/send` };
		return way === 'ours'
			? await engine.action(send, [{ json: {}, binary }] as object[])
			: await plain('test.upload', [{ json, binary }]);
	};
}

async function settle(): Promise<void> {
	for (let i = 0; i < 3; i++) {
		globalThis.gc?.();
		await wait(100);
	}
}
