import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox } from './index.mjs';

const DEFAULT_PORT = 4010;

function wantedPort(): number {
	const { values } = parseArgs({ options: { port: { type: 'string' } } });
	const written = values.port ?? process.env.SANDBOX_PORT ?? String(DEFAULT_PORT);
	const port = Number(written);
	if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
	throw new Error(`"${written}" is no port. Give a number from 0 to 65535, such as --port 4011.`);
}

function usage({ url, apiKey }: Sandbox): string {
	return `
AgentMail sandbox: a local AgentMail server, in memory, for this machine only.

  Page       ${url}   write mails as a customer, see what n8n does with them
  Base URL   ${url}
  API key    ${apiKey}
  Inbox      support@agentmail.to

In n8n, create an "AgentMail API" credential with the API key above,
Region "Own Server" and Base URL ${url}

See who you are:
  curl -s ${url}/v0/auth/me -H 'Authorization: Bearer ${apiKey}'

Let a mail arrive (its event goes to the webhooks):
  curl -s ${url}/control/receive -H 'Content-Type: application/json' \\
    -d '{"inbox_id":"support@agentmail.to","from":"Jane <jane@example.com>","subject":"Hello","text":"Can you help me?"}'

Answer the next request with a 503:
  curl -s ${url}/control/faults -H 'Content-Type: application/json' -d '{"times":1,"action":{"status":503}}'

Look inside:
  curl -s ${url}/control/state
  curl -s ${url}/control/deliveries

Ctrl-C ends it.
`;
}

function explain(error: unknown): string {
	const { code, port, message } = error as Error & { code?: string; port?: number };
	if (code !== 'EADDRINUSE') return message;
	return `Port ${port} is in use. End the program that holds it (another sandbox?), or take another port: npm run sandbox -- --port ${(port ?? DEFAULT_PORT) + 1}`;
}

try {
	const sandbox = await startSandbox({ port: wantedPort() });
	console.log(usage(sandbox));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
} catch (error) {
	console.error(explain(error));
	process.exitCode = 1;
}
