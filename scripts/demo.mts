/** `npm run demo`: the package in a real n8n, against the local AgentMail sandbox. */
import { parseArgs } from 'node:util';
import { runProgram } from './closing.mjs';
import { describeAddresses, describeEnd, describeStart, describeStory } from './demo/describe.mjs';
import { playStory } from './demo/story.mjs';
import { INSTALL_STEPS, isInstalled } from './n8n/install.mjs';
import { onOneLine, Progress } from './n8n/progress.mjs';
import { choosePorts, PORT_OPTIONS, PORT_USAGE } from './n8n/ports.mjs';
import { buildPackage } from './package.mjs';
import { START, startStage } from './stage.mjs';

const BUILD = 'building the package';
const STORY = 'publishing the example workflow and sending it an email';
/** Of every run; the first one installs n8n besides. */
const STEPS = [BUILD, START, STORY];

const USAGE = `npm run demo [-- options]
  --exit            end after the first email was answered (status 0, or 1 and what went wrong)
${PORT_USAGE}`;

await runProgram(async (closing) => {
	const { values } = parseArgs({
		options: { exit: { type: 'boolean' }, help: { type: 'boolean' }, ...PORT_OPTIONS },
	});
	if (values.help) return console.log(USAGE);
	const ports = await choosePorts(values);
	const terminal = process.stdout.isTTY ? onOneLine(process.stdout) : undefined;
	const progress = new Progress({
		show: terminal?.show ?? console.log,
		...(terminal && { everyMs: 1000 }),
	});
	const isFirst = !isInstalled();
	console.log(describeStart(isFirst, await progress.lastTime(...STEPS)));

	progress.expect(BUILD, ...(isFirst ? INSTALL_STEPS : []), START, STORY);
	closing.add(async () => terminal?.end());
	await progress.step(BUILD, buildPackage);
	const stage = await startStage({ log: console.log, progress, ...ports });
	closing.add(() => stage.stop());
	const { n8n, sandbox } = stage;

	const story = await progress.step(STORY, async () => await playStory(stage));
	terminal?.end();
	console.log(describeStory(story));
	console.log(
		describeEnd(progress.seconds, isFirst ? await progress.lastTime(...STEPS) : undefined),
	);
	if (values.exit) return;
	console.log(describeAddresses(n8n.url, sandbox.url, story.workflow.id));
	throw await n8n.endedByItself();
});
