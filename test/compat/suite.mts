import { afterAll, beforeAll, describe } from '@jest/globals';
import { startStage, type Stage } from '../../scripts/stage.mjs';
import { agentArmorSuite } from '../e2e/agentArmor.mjs';
import { attachmentsSuite } from '../e2e/attachments.mjs';
import { crashSuite } from '../e2e/crash.mjs';
import { credentialSuite } from '../e2e/credential.mjs';
import { eventsSuite } from '../e2e/events.mjs';
import { installSuite } from '../e2e/install.mjs';
import { loopSuite } from '../e2e/loop.mjs';
import { memorySuite } from '../e2e/memory.mjs';
import { pickersSuite } from '../e2e/pickers.mjs';
import { reviewSuite } from '../e2e/review.mjs';
import { reviewFormSuite } from '../e2e/reviewForm.mjs';
import { signatureSuite } from '../e2e/signature.mjs';
import { toolkitSuite } from '../e2e/toolkit.mjs';
import { triggerSuite } from '../e2e/trigger.mjs';
import { queueTriggerSuite } from '../e2e/queueTrigger.mjs';
import { webSocketSuite } from '../e2e/webSocket.mjs';
import { describeFresh } from '../e2e/describeFresh.mjs';
import { START_TIMEOUT_MS } from '../e2e/world.mjs';

/**
 * What is promised of a line of n8n. The keys are the rows of the table in `docs/compatibility.md`,
 * which `scripts/compatibility.mts` writes from the outcome of the run.
 */
const FEATURES = {
	'Installing from Community nodes': installSuite,
	'The credential and its test': credentialSuite,
	'Searchable lists': pickersSuite,
	'AgentMail Trigger: publish, receive, try by hand, unpublish': triggerSuite,
	'AgentMail WebSocket Trigger': webSocketSuite,
	'AgentMail Queue Trigger': queueTriggerSuite,
	'Every event': eventsSuite,
	'Agent Armor: only clear email': agentArmorSuite,
	'Signatures: forgeries start nothing': signatureSuite,
	'Receive, reply, label': loopSuite,
	'Send and wait: a person decides on the page': reviewSuite,
	'Send and wait: a form of your own': reviewFormSuite,
	'AI agents: the AgentMail Toolkit': toolkitSuite,
	'Files in and out': attachmentsSuite,
	'AgentMail Thread Memory': memorySuite,
	'A crash of n8n loses no mail': crashSuite,
};

type Feature = keyof typeof FEATURES;

/** @param instead what this line answers otherwise, and why that is good enough */
export function compatibilitySuite(
	version: string,
	instead: Partial<Record<Feature, (world: () => Stage) => void>> = {},
): void {
	describe(`n8n ${version}`, () => {
		let started: Stage | undefined;
		const world = (): Stage => {
			if (!started) throw new Error('n8n did not start.');
			return started;
		};
		beforeAll(async () => {
			started = await startStage({
				log: (line) => void process.stderr.write(`${line}\n`),
				n8nVersion: version,
			});
		}, START_TIMEOUT_MS);
		afterAll(async () => await started?.stop(), 60_000);

		const suites: Record<string, (world: () => Stage) => void> = { ...FEATURES, ...instead };
		for (const [feature, suite] of Object.entries(suites)) describeFresh(feature, world, suite);
	});
}
