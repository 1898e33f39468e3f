/** `npm run demo`: the package in a real n8n, against the local AgentMail sandbox. */
import { parseArgs } from 'node:util';
import { runProgram } from './closing.mjs';
import { describeAddresses, describeStory } from './demo/describe.mjs';
import { playStory } from './demo/story.mjs';
import { choosePorts, PORT_OPTIONS, PORT_USAGE } from './n8n/ports.mjs';
import { buildPackage } from './package.mjs';
import { startStage } from './stage.mjs';

const USAGE = `npm run demo [-- options]
  --exit            end after the first mail was answered (status 0, or 1 and what went wrong)
${PORT_USAGE}`;

await runProgram(async (closing) => {
	const { values } = parseArgs({
		options: { exit: { type: 'boolean' }, help: { type: 'boolean' }, ...PORT_OPTIONS },
	});
	if (values.help) return console.log(USAGE);
	const ports = await choosePorts(values);

	console.log('Building the package …');
	await buildPackage();
	const stage = await startStage({ log: console.log, ...ports });
	closing.add(() => stage.stop());
	const { n8n, sandbox } = stage;

	console.log('Publishing the example workflow and sending it an email …');
	const story = await playStory(stage);
	console.log(describeStory(story));
	if (values.exit) return;
	console.log(describeAddresses(n8n.url, sandbox.url, story.workflow.id));
	throw await n8n.endedByItself();
});
