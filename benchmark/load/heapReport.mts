import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into an n8n process (`--import`): appends the heap after a collection to a file of its own, one line a sample,
 * `<milliseconds since 1970> <bytes of data> <bytes of compiled code>`. n8n's own Node runs this file as it is.
 */
const { HEAP_FOLDER, HEAP_NAME, HEAP_EVERY_MS } = process.env;

/** V8's spaces for machine code, and for bytecode and what belongs to both. */
const COMPILED = /^(shared_)?(code|trusted)_/;

// n8n evaluates expressions in threads, which load this too and have small heaps of their own.
if (HEAP_FOLDER && HEAP_NAME && isMainThread) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as (options: object) => void;
	const file = join(HEAP_FOLDER, HEAP_NAME);
	setInterval(() => {
		// An ordinary collection leaves up to 20 MB that falls off in steps much later, such as code that is used no more.
		collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
		const bytes = { data: 0, code: 0 };
		for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
			bytes[COMPILED.test(space_name) ? 'code' : 'data'] += space_used_size;
		}
		appendFileSync(file, `${Date.now()} ${bytes.data} ${bytes.code}\n`);
	}, Number(HEAP_EVERY_MS)).unref();
}
