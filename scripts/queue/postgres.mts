import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd, type ChildOptions } from '../n8n/child.mjs';
import type { ServiceProgram } from './service.mjs';

/** Where Debian's packages put it; the newest version is taken. */
const DEBIAN = '/usr/lib/postgresql';
const USER = 'n8n';
const DATABASE = 'postgres';

/** The folder of PostgreSQL's programs, if it is installed here. */
export function findPostgres(): string | undefined {
	if (!existsSync(DEBIAN)) return undefined;
	const newestFirst = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
	return newestFirst
		.map((version) => join(DEBIAN, version, 'bin'))
		.find((bin) => existsSync(join(bin, 'initdb')));
}

/** Makes a database cluster in `folder`, for tests: anyone on this machine may connect, and a power cut would break it. */
export async function postgresProgram(port: number, folder: string): Promise<ServiceProgram> {
	const account = postgresAccount(folder);
	const cluster = join(folder, 'cluster');
	const { code, stderr } = await runToEnd(
		program('initdb'),
		['-D', cluster, '-U', USER, '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
		{ ...account, cwd: folder, timeoutMs: 60_000 },
	);
	if (code !== 0) throw new Error(`PostgreSQL could not make its folder: ${stderr}`);
	const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	return {
		name: 'PostgreSQL',
		command: program('postgres'),
		args: [
			...['-D', cluster, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
			...fast.flatMap((setting) => ['-c', setting]),
		],
		port,
		options: { ...account, cwd: folder },
	};
}

/** Runs one statement. @returns its rows, one line each, columns separated by `|` */
export async function query(port: number, statement: string): Promise<string[]> {
	const place = ['-h', '127.0.0.1', '-p', String(port), '-U', USER, '-d', DATABASE];
	const { code, stdout, stderr } = await runToEnd(
		program('psql'),
		[...place, '--no-align', '--tuples-only', '-c', statement],
		{ timeoutMs: 60_000 },
	);
	if (code !== 0) throw new Error(`PostgreSQL refused "${statement}": ${stderr}`);
	return stdout.split('\n').filter(Boolean);
}

export function postgresEnvironment(port: number): Record<string, string> {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_USER: USER,
		DB_POSTGRESDB_PASSWORD: 'not-asked-for',
		DB_POSTGRESDB_DATABASE: DATABASE,
	};
}

/** PostgreSQL refuses to run as root: there it gets the account that Debian's package makes, and the folder. */
function postgresAccount(folder: string): ChildOptions {
	if (process.getuid?.() !== 0) return {};
	const idOf = (kind: string) =>
		Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
	const [uid, gid] = [idOf('-u'), idOf('-g')];
	chownSync(folder, uid, gid);
	return { uid, gid };
}

function program(name: string): string {
	const folder = findPostgres();
	if (!folder) throw new Error('PostgreSQL cannot be found.');
	return join(folder, name);
}
