/** `npm run demo`: the package in a real n8n, against the local AgentMail sandbox. */
import { parseArgs } from 'node:util';
import { describeAddresses, describeStory } from './demo/describe.mjs';
import { playStory } from './demo/story.mjs';
import { choosePort } from './n8n/ports.mjs';
import { buildPackage } from './package.mjs';
import { startStage, type Stage } from './stage.mjs';

const USAGE = `npm run demo [-- options]
  --exit            end after the first mail was answered (status 0, or 1 and what went wrong)
  --port NUMBER     port of the AgentMail sandbox (default 4010, or a free one)
  --n8n-port NUMBER port of n8n (default 5678, or a free one)`;

interface Options {
	exit: boolean;
	port: number | undefined;
	n8nPort: number | undefined;
}

let stage: Stage | undefined;
let isEnding = false;

for (const [signal, code] of [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const) {
	process.once(signal, () => void endWith(code));
}
try {
	await demonstrate(readOptions());
	await endWith(0);
} catch (error) {
	// While all is being ended, what still runs fails for that reason alone.
	if (!isEnding) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	await endWith(1);
}

async function demonstrate({ exit, port, n8nPort }: Options): Promise<void> {
	const ports = {
		sandboxPort: await choosePort('--port', port, 4010),
		n8nPort: await choosePort('--n8n-port', n8nPort, 5678),
	};
	console.log('Building the package …');
	await buildPackage();
	stage = await startStage({ log: console.log, ...ports });
	const { n8n, sandbox } = stage;

	console.log('Publishing the example workflow and sending a mail to it …');
	const story = await playStory(stage);
	console.log(describeStory(story));
	if (exit) return;
	console.log(describeAddresses(n8n.url, sandbox.url, story.workflow.id));
	await n8n.gone();
	throw new Error(`n8n ended by itself.\n${n8n.log().slice(-4000)}`);
}

function readOptions(): Options {
	const { values } = parseArgs({
		options: {
			exit: { type: 'boolean', default: false },
			port: { type: 'string' },
			'n8n-port': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	return {
		exit: values.exit,
		port: portOf('--port', values.port),
		n8nPort: portOf('--n8n-port', values['n8n-port']),
	};
}

function portOf(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${option} takes a number from 1 to 65535, not "${text}".`);
}

/** Ends what was started. What is still starting ends with this process, see n8n/guard.mts. */
async function endWith(code: number): Promise<never> {
	isEnding = true;
	await stage?.stop();
	process.exit(code);
}
