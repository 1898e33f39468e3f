import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentArmorSuite } from './agentArmor.mjs';
import { agentSuite } from './agent.mjs';
import { buildersSuite } from './builders.mjs';
import { credentialSuite } from './credential.mjs';
import { chaosSuite } from './chaos.mjs';
import { crashSuite } from './crash.mjs';
import { demoSuite } from './demo.mjs';
import { devSuite } from './dev.mjs';
import { eventsSuite } from './events.mjs';
import { examplesSuite } from './examples.mjs';
import { installSuite } from './install.mjs';
import { lostAnswerSuite } from './lostAnswer.mjs';
import { loopSuite } from './loop.mjs';
import { mcpSuite } from './mcp.mjs';
import { nativeAgentSuite } from './nativeAgent.mjs';
import { memorySuite } from './memory.mjs';
import { pickersSuite } from './pickers.mjs';
import { queueTriggerSuite } from './queueTrigger.mjs';
import { reviewSuite } from './review.mjs';
import { restoredDatabaseSuite } from './restoredDatabase.mjs';
import { reviewDraftSuite } from './reviewDraft.mjs';
import { reviewFormSuite } from './reviewForm.mjs';
import { reviewReplySuite } from './reviewReply.mjs';
import { reviewRestartSuite } from './reviewRestart.mjs';
import { reviewToolSuite } from './reviewTool.mjs';
import { signatureSuite } from './signature.mjs';
import { webSocketSuite } from './webSocket.mjs';
import { triggerSuite } from './trigger.mjs';
import { toolkitSuite } from './toolkit.mjs';
import { troubleshootingSuite } from './troubleshooting.mjs';
import type { Stage } from '../../scripts/stage.mjs';
import { describeFresh } from './describeFresh.mjs';
import { START_TIMEOUT_MS, startWorld } from './world.mjs';

/** One n8n and one sandbox for the whole run: starting them costs more than all that is tested with them. */
describe('a real n8n', () => {
	let started: Stage | undefined;
	const world = (): Stage => {
		if (!started) throw new Error('n8n did not start.');
		return started;
	};

	beforeAll(async () => {
		// With n8n's own runner, because a model may write a Code node.
		started = await startWorld({ N8N_RUNNERS_MODE: 'internal' });
	}, START_TIMEOUT_MS);
	afterAll(async () => await started?.stop(), 60_000);

	describeFresh('installing the package', world, installSuite);
	describeFresh('the credential', world, credentialSuite);
	describeFresh('pickers', world, pickersSuite);
	describeFresh('the trigger', world, triggerSuite);
	describeFresh('the WebSocket trigger', world, webSocketSuite);
	describeFresh('the queue trigger', world, queueTriggerSuite);
	describeFresh('every event', world, eventsSuite);
	describeFresh('Agent Armor', world, agentArmorSuite);
	describeFresh('signatures', world, signatureSuite);
	describeFresh('troubleshooting', world, troubleshootingSuite);
	describeFresh('from mail to answer', world, loopSuite);
	describeFresh('trouble around the webhook', world, chaosSuite);
	describeFresh('a person decides', world, reviewSuite);
	describeFresh('a person fills in a form', world, reviewFormSuite);
	describeFresh('a person replies by email', world, reviewReplySuite);
	describeFresh('a person decides about a draft', world, reviewDraftSuite);
	describeFresh('a restart while a person is asked', world, reviewRestartSuite);
	describeFresh('an AI agent', world, agentSuite);
	describeFresh('the toolkit of an AI agent', world, toolkitSuite);
	describeFresh('the thread as memory of an agent', world, memorySuite);
	describeFresh('an answer that is lost on its way to an agent', world, lostAnswerSuite);
	describeFresh('a person in front of a tool', world, reviewToolSuite);
	describeFresh('a native Agent', world, nativeAgentSuite);
	describeFresh('MCP', world, mcpSuite);
	describeFresh('AI builders', world, buildersSuite);
	describeFresh('the examples', world, examplesSuite);
	describeFresh('a crash of n8n', world, crashSuite);
});

/** An n8n of its own: so much to write slows down what others measure. */
describe('a real n8n that logs all it can', () => {
	let started: Stage | undefined;
	const world = (): Stage => {
		if (!started) throw new Error('n8n did not start.');
		return started;
	};

	beforeAll(async () => {
		started = await startWorld({ N8N_LOG_LEVEL: 'debug' });
	}, START_TIMEOUT_MS);
	afterAll(async () => await started?.stop(), 60_000);

	describeFresh('signatures', world, signatureSuite);
	describeFresh('the WebSocket trigger', world, webSocketSuite);
	describeFresh('the queue trigger', world, queueTriggerSuite);
	describeFresh('from mail to answer', world, loopSuite);

	it('has written no key and no webhook secret', () => {
		const { n8n, sandbox } = world();
		const lines = n8n.log().split('\n');
		for (const written of ['| debug |', 'AgentMail Trigger: rejected a delivery']) {
			expect(lines.filter((line) => line.includes(written))).not.toEqual([]);
		}
		const secret = /whsec_[\w+/=]{12,}|auto_v\d_|sk_poll_/;
		expect(lines.filter((line) => line.includes(sandbox.apiKey) || secret.test(line))).toEqual([]);
	});
});

describe('a database that was restored from a copy', restoredDatabaseSuite);

describe('npm run demo', demoSuite);

describe('npm run dev', devSuite);
