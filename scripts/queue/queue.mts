import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { Closing } from '../closing.mjs';
import type { Role } from '../n8n/environment.mjs';
import { installN8n } from '../n8n/install.mjs';
import type { PackedPackage } from '../n8n/pack.mjs';
import { freePort } from '../n8n/ports.mjs';
import { startN8n, type N8nOptions, type N8nServer } from '../n8n/server.mjs';
import { temporaryFolder } from '../n8n/temporaryFolder.mjs';
import type { WorkflowNode } from '../n8n/workflow.mjs';
import { packThisPackage } from '../package.mjs';
import { sandboxCredential, type Connected } from '../stage.mjs';
import { startReverseProxy } from './reverseProxy.mjs';
import { findPostgres, postgresEnvironment, postgresProgram, query } from './postgres.mjs';
import { redisIsHere, redisProgram } from './redis.mjs';
import { LocalService } from './service.mjs';

export const SERVICES_MISSING =
	'Queue mode needs Redis and PostgreSQL, which cannot be found. Install them (Debian: sudo apt-get install redis-server postgresql); the tests start their own on free ports.';

/** Whether queue mode can be started on this machine. */
export function servicesAreHere(): boolean {
	return redisIsHere() && findPostgres() !== undefined;
}

export interface QueueOptions {
	/** Told what is going on, line by line. */
	log: (line: string) => void;
	workers?: number;
	processors?: number;
	env?: Record<string, string>;
	/** What is different from process to process. */
	envOf?: (role: Role) => Record<string, string>;
}

/** n8n's distributed engine with this package in every process, beside a sandbox. */
export interface QueueStage extends Connected {
	main: N8nServer;
	workers: N8nServer[];
	/** Webhook processors: they take the deliveries. */
	processors: N8nServer[];
	redis: LocalService;
	/** The one address that all calls from outside go to, without a slash at its end. */
	publicUrl: string;
	/** Rows of n8n's database, columns separated by `|`. */
	query(statement: string): Promise<string[]>;
	stop(): Promise<void>;
}

/** Sets up all of it from the built package; what was started is ended again when a step fails. */
export async function startQueueStage(options: QueueOptions): Promise<QueueStage> {
	const closing = new Closing();
	try {
		return await setUp(options, closing);
	} catch (error) {
		await closing.closeAll();
		throw error;
	}
}

async function setUp(
	{
		log,
		workers: workerCount = 2,
		processors: processorCount = 1,
		env = {},
		envOf = () => ({}),
	}: QueueOptions,
	closing: Closing,
): Promise<QueueStage> {
	const app = await installN8n({ log });
	const packed = await pack(closing);
	const sandbox = await startSandbox();
	closing.add(() => sandbox.close());
	const { redis, postgres } = await startServices(closing);

	const mainPort = await freePort();
	const processorPorts = await Promise.all(Array.from({ length: processorCount }, freePort));
	const proxy = await startReverseProxy(mainPort, processorPorts);
	closing.add(() => proxy.close());
	const common = {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		N8N_WEBHOOK_URL: `${proxy.url}/`,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...postgresEnvironment(postgres.port),
		...env,
	};
	const start = async (role: Role, options: Pick<N8nOptions, 'port'> = {}) => {
		const env = { ...common, ...envOf(role) };
		const server = await startN8n({ app, packed, loadAs: 'nodes', role, env, ...options });
		closing.add(() => server.stop());
		return server;
	};
	log('Starting n8n in queue mode …');
	// First, because it makes the tables.
	const main = await start('main', { port: mainPort });
	const [workers, processors] = await Promise.all([
		Promise.all(Array.from({ length: workerCount }, async () => await start('worker'))),
		Promise.all(processorPorts.map(async (port) => await start('webhook', { port }))),
	]);
	const servers = [main, ...workers, ...processors];
	return {
		main,
		workers,
		processors,
		redis,
		publicUrl: proxy.url,
		sandbox,
		credentials: await connect(main, sandbox),
		n8n: {
			client: main.client,
			end: async () => await main.end(),
			kill: async () => await main.kill(),
			start: async () => await main.start(),
			log: () => servers.map((server) => server.log()).join('\n'),
			webhookUrl: (node: WorkflowNode, ...place) =>
				main.webhookUrl(node, ...place).replace(main.url, proxy.url),
		},
		query: async (statement) => await query(postgres.port, statement),
		stop: async () => await closing.closeAll(),
	};
}

async function pack(closing: Closing): Promise<PackedPackage> {
	const folder = temporaryFolder('agentmail-package');
	closing.add(() => folder.remove());
	return await packThisPackage(folder.path);
}

async function startServices(
	closing: Closing,
): Promise<{ redis: LocalService; postgres: LocalService }> {
	const redis = new LocalService(redisProgram(await freePort(), folderFor('redis', closing)));
	const postgres = new LocalService(
		await postgresProgram(await freePort(), folderFor('postgres', closing)),
	);
	for (const service of [redis, postgres]) {
		closing.add(() => service.end());
		await service.start();
	}
	return { redis, postgres };
}

function folderFor(name: string, closing: Closing): string {
	const folder = temporaryFolder(name);
	closing.add(() => folder.remove());
	return folder.path;
}

async function connect(main: N8nServer, sandbox: Sandbox): Promise<Connected['credentials']> {
	const { id, name } = await main.client.createCredential(
		'AgentMail sandbox',
		'agentMailApi',
		sandboxCredential(sandbox),
	);
	return { agentMailApi: { id, name } };
}
