import { existsSync } from 'node:fs';
import type { ServiceProgram } from './service.mjs';

const REDIS = '/usr/bin/redis-server';

export function redisIsHere(): boolean {
	return existsSync(REDIS);
}

/** Redis with an append-only file, so that jobs outlive its restart. */
export function redisProgram(port: number, folder: string): ServiceProgram {
	const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', save: '""' };
	return {
		name: 'Redis',
		command: REDIS,
		args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
		port,
		options: { cwd: folder },
	};
}
