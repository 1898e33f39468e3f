import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 20 * 60_000;

/**
 * Runs `work` while no other process on this machine holds the lock `file`. A lock left behind by a process that died is
 * taken over. Throws after 20 minutes of waiting.
 */
export async function whileLocked<T>(
	file: string,
	onWait: (ownerPid: number) => void,
	work: () => Promise<T>,
): Promise<T> {
	await mkdir(dirname(file), { recursive: true });
	await acquire(file, onWait);
	try {
		return await work();
	} finally {
		await rm(file, { force: true });
	}
}

async function acquire(file: string, onWait: (ownerPid: number) => void): Promise<void> {
	const deadline = Date.now() + WAIT_MS;
	let announced = false;
	for (;;) {
		if ((await create(file)) && (await isStillOurs(file))) return;
		const owner = await ownerOf(file);
		if (owner === undefined) {
			await rm(file, { force: true });
			continue;
		}
		if (Date.now() > deadline) throw new Error(`Process ${owner} has held ${file} for 20 minutes.`);
		if (!announced) onWait(owner);
		announced = true;
		await sleep(500);
	}
}

async function create(file: string): Promise<boolean> {
	try {
		await writeFile(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Two processes that find the same dead owner may both take over; the later one has then removed the lock of the first. */
async function isStillOurs(file: string): Promise<boolean> {
	await sleep(100);
	return (await ownerOf(file)) === process.pid;
}

/** The living process that holds the lock; undefined when it died or its file is gone. */
async function ownerOf(file: string): Promise<number | undefined> {
	// Between creating the file and writing the number there is a moment in which it is empty.
	for (let attempt = 0; attempt < 5; attempt++) {
		const pid = Number(await readFile(file, 'utf8').catch(() => ''));
		if (pid > 0) return isAlive(pid) ? pid : undefined;
		await sleep(50);
	}
	return undefined;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
