import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** The folder where this project keeps what it downloads (n8n and its Node), shared by all checkouts. */
export function cacheFolder(): string {
	return join(userCache(), 'n8n-nodes-agentmail-plus');
}

function userCache(): string {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches');
	return join(homedir(), '.cache');
}
