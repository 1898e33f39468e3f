import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into an n8n process (`--import`): appends the heap after a collection to a file of its own, one line a sample,
 * `<milliseconds since 1970> <bytes>`. n8n's own Node runs this file as it is.
 */
const { HEAP_FOLDER, HEAP_NAME, HEAP_EVERY_MS } = process.env;

// n8n evaluates expressions in threads, which load this too and have small heaps of their own.
if (HEAP_FOLDER && HEAP_NAME && isMainThread) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as (options: object) => void;
	const file = join(HEAP_FOLDER, HEAP_NAME);
	setInterval(() => {
		// An ordinary collection leaves up to 20 MB that falls off in steps much later, such as code that is used no more.
		collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
		appendFileSync(file, `${Date.now()} ${process.memoryUsage().heapUsed}\n`);
	}, Number(HEAP_EVERY_MS)).unref();
}
