import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterThisProcess } from './afterThisProcess.mjs';

export interface TemporaryFolder {
	path: string;
	remove(): Promise<void>;
}

/** A new folder under the system's temp folder; goes away with `remove()`, or when this process ends without it. */
export function temporaryFolder(prefix: string): TemporaryFolder {
	// On macOS the system's folder is a link, and n8n knows its files by their real path.
	const path = mkdtempSync(join(realpathSync(tmpdir()), `${prefix}-`));
	// A second for whoever still writes there to be gone.
	const callOff = afterThisProcess('sleep 1; rm -rf -- "$1"', path);
	return {
		path,
		async remove() {
			await rm(path, { recursive: true, force: true, maxRetries: 3 });
			callOff();
		},
	};
}
