import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledN8n } from './install.mjs';

/** Which of n8n's programs: the main process, or one of the two that queue mode adds. */
export type Role = 'main' | 'worker' | 'webhook';

interface EnvironmentOptions {
	app: InstalledN8n;
	role: Role;
	userFolder: string;
	port: number;
	/** Each n8n process needs one of its own, or it exits. */
	brokerPort: number;
}

/** What keeps a test's n8n on this machine, quiet, and without calls to n8n's servers. */
export function n8nEnvironment(options: EnvironmentOptions): Record<string, string> {
	return {
		HOME: options.userFolder,
		N8N_USER_FOLDER: options.userFolder,
		N8N_PORT: String(options.port),
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_ENCRYPTION_KEY: 'a-test-instance-has-nothing-to-protect',
		// As in n8n's Docker image; otherwise answers carry stack traces.
		NODE_ENV: 'production',
		DB_TYPE: 'sqlite',
		...offline,
		...withoutCallingModules(options.app),
		...quiet,
		...withoutTaskRunner(options.brokerPort),
		...(options.role === 'worker' && workerHealthPage(options.port)),
	};
}

const offline = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
};

/** Modules that call out. n8n does not start when it is told to leave out one that it has not got. */
function withoutCallingModules({ dir }: InstalledN8n): Record<string, string> {
	const calling = ['mcp-registry'].filter((name) =>
		existsSync(join(dir, 'node_modules', 'n8n', 'dist', 'modules', name)),
	);
	return calling.length > 0 ? { N8N_DISABLED_MODULES: calling.join() } : {};
}

const quiet = {
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_SECURE_COOKIE: 'false',
	N8N_LOG_LEVEL: 'warn',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
};

/** An "external" runner with a token: n8n starts none (145 MB less). Code nodes do not run then. */
function withoutTaskRunner(brokerPort: number): Record<string, string> {
	return {
		N8N_RUNNERS_MODE: 'external',
		N8N_RUNNERS_AUTH_TOKEN: 'none-connects',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_PYTHON_ENABLED: 'false',
	};
}

/** A worker has no other page to ask whether it is ready. */
function workerHealthPage(port: number): Record<string, string> {
	return {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
}
