import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { agentArmorSuite } from '../e2e/agentArmor.mjs';
import { eventsSuite } from '../e2e/events.mjs';
import { memorySuite } from '../e2e/memory.mjs';
import { loopSuite } from '../e2e/loop.mjs';
import { queueTriggerSuite } from '../e2e/queueTrigger.mjs';
import { reviewSuite } from '../e2e/review.mjs';
import { reviewDraftSuite } from '../e2e/reviewDraft.mjs';
import { reviewReplySuite } from '../e2e/reviewReply.mjs';
import { reviewRestartSuite } from '../e2e/reviewRestart.mjs';
import { signatureSuite } from '../e2e/signature.mjs';
import { toolkitSuite } from '../e2e/toolkit.mjs';
import { triggerSuite } from '../e2e/trigger.mjs';
import { webSocketSuite } from '../e2e/webSocket.mjs';
import { describeFresh } from '../e2e/describeFresh.mjs';
import { START_TIMEOUT_MS } from '../e2e/world.mjs';
import { attachmentsSuite } from '../e2e/attachments.mjs';
import { describeQueue, startQueue, type QueueStage } from './world.mjs';

/** What a user does on one n8n works the same on n8n's queue. A suite of `test/e2e/` that takes a `World` fits in here. */
describeQueue('n8n in queue mode', () => {
	let started: QueueStage | undefined;
	const world = (): QueueStage => {
		if (!started) throw new Error('n8n did not start.');
		return started;
	};

	beforeAll(async () => {
		started = await startQueue();
	}, START_TIMEOUT_MS);
	afterAll(async () => await started?.stop(), 60_000);

	describeFresh('the trigger', world, triggerSuite);
	describeFresh('the WebSocket trigger', world, webSocketSuite);
	describeFresh('the queue trigger', world, queueTriggerSuite);
	describeFresh('every event', world, eventsSuite);
	describeFresh('Agent Armor', world, agentArmorSuite);
	describeFresh('signatures', world, signatureSuite);
	describeFresh('from mail to answer', world, loopSuite);
	describeFresh('a person decides', world, reviewSuite);
	describeFresh('a person replies by email', world, reviewReplySuite);
	describeFresh('a person decides about a draft', world, reviewDraftSuite);
	describeFresh('a restart while a person is asked', world, reviewRestartSuite);
	describeFresh('the toolkit of an AI agent', world, toolkitSuite);
	describeFresh('the thread as memory of an agent', world, memorySuite);
	describeFresh('files', world, attachmentsSuite);

	it('lets each process do its part: deliveries go to the webhook processor, runs to the workers', () => {
		const { main, processors, workers } = world();
		expect(processors[0]?.log()).toMatch(/AgentMail Trigger: rejected a delivery/);
		for (const server of [main, ...workers])
			expect(server.log()).not.toMatch(/rejected a delivery/);
	});
});
