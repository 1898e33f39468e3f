import { describe, expect, test } from '@jest/globals';

import { built, TRIGGER } from '../../scripts/engine/engine.mjs';
import type { REGIONS } from '../../nodes/AgentMail/transport/server.js';
import { newer } from '../contract/newer.mjs';
import { credentialFor, useSandbox } from './fixture.mjs';
import { useQueueTrigger } from './queueListener.mjs';
import { useWebSocketTrigger } from './webSocketListener.mjs';

/*
 * What an account without a feature of October 2026 is told: one in the EU region, an older one, one outside of AgentMail
 * Labs. To AgentMail it is an ordinary refusal.
 */

const EU_KEY = 'am_eu_sandbox';
const at = useSandbox({ apiKey: EU_KEY });

const REFUSALS: Array<[number, object]> = [
	[400, { name: 'ValidationError', message: 'Invalid request.', errors: [] }],
	[403, { name: 'ForbiddenError', message: 'Forbidden.' }],
	[403, { name: 'ForbiddenError', code: 'missing_permission', message: 'Not permitted.' }],
	[404, { name: 'NotFoundError', message: 'Not found.' }],
];

const ARMOR = /Agent Armor is a beta for US accounts: [^.]+\./;
const CALENDAR = /Calendars are a beta for US accounts: [^.]+\./;
const without = (what: string) =>
	new RegExp(
		`Not every account and region of AgentMail has ${what} yet \\(new in October 2026\\)\\.`,
	);

describe('an operation that the account does not have', () => {
	/** By what is in the call. Paths that are older than what is sent there say in a 404 that an ID is wrong. */
	const CAUSES: Array<{ call: RegExp; cause: RegExp; isOldPath?: true }> = [
		{ call: /agent-armor/, cause: ARMOR },
		{ call: /metrics\/rates/, cause: without('Get Rates') },
		{ call: /PATCH .*webhooks/, cause: without('Enabled'), isOldPath: true },
		{ call: /api-keys/, cause: without('Expires At, agent_armor_release'), isOldPath: true },
		{ call: /inboxes(\/\{inbox_id\})?$/, cause: without('Status'), isOldPath: true },
	];
	const cases = newer.flatMap(({ call, node }) =>
		REFUSALS.map(([status, body]) => ({ call, node, status, body })),
	);

	test.each(cases)('$call answered with $status: $body', async ({ call, node, status, body }) => {
		const { cause, isOldPath } = CAUSES.find((each) => each.call.test(call))!;
		at.sandbox.fault({ match: { path: /^(?!.*auth)/ }, action: { status, body } });
		const failure = await at.engine.action(node).then(
			() => ({ message: '', description: '' }),
			(error: Error & { description?: string }) => error,
		);
		expect(failure.message).toMatch(/\w+\.$/);
		if (status === 404 && isOldPath) expect(failure.description ?? '').not.toMatch(cause);
		else expect(failure.description).toMatch(cause);
	});
});

describe.each([
	['message.security.review', ARMOR],
	['calendar.event.created', CALENDAR],
])('a trigger with the event %s that the account does not have', (event, cause) => {
	const parameters = { events: [event] };
	const { publish: publishQueue } = useQueueTrigger(at);
	const { publish: publishWebSocket } = useWebSocketTrigger(at);

	test.each(REFUSALS)('as webhook, answered with %i: %j', async (status, body) => {
		at.sandbox.fault({ match: { method: 'POST' }, action: { status, body } });
		const node = { name: 'Trigger', type: TRIGGER, webhookId: 'trigger-1', parameters };
		const workflow = at.engine.newWorkflow({ nodes: [node] });
		await expect(at.engine.hook(workflow, 'Trigger', 'create')).rejects.toThrow(cause);
	});

	test.each(REFUSALS)('as queue, answered with %i: %j', async (status, body) => {
		at.sandbox.fault({ match: { method: 'POST' }, action: { status, body } });
		await expect(publishQueue(parameters)).rejects.toThrow(cause);
	});

	test('as WebSocket', async () => {
		at.sandbox.settings.knowsAgentArmor = false;
		const apiKey = at.sandbox.createKey({ permissions: { message_read: true } });
		at.engine.useCredential({ ...credentialFor(at.sandbox), apiKey });
		await expect(publishWebSocket(parameters)).rejects.toThrow(cause);
	});
});

describe('a queue trigger of an account without queues', () => {
	const { publish } = useQueueTrigger(at);

	test.each([
		['US', 400],
		['US', 404],
		['EU', 400],
		['EU', 403],
		['EU', 404],
	])(
		'in the %s region, answered with %i, is told which trigger to take',
		async (region, status) => {
			const { REGIONS: regions } = built('transport/server') as { REGIONS: typeof REGIONS };
			const { eu } = regions;
			if (region === 'EU') {
				Object.assign(regions, { eu: { ...eu, origin: at.sandbox.url } });
				at.engine.useCredential({ apiKey: EU_KEY, environment: 'auto' });
			}
			at.sandbox.fault({ match: { path: '/v0/webhooks/polling' }, action: { status } });
			try {
				await expect(publish()).rejects.toThrow(
					'AgentMail has no queues for this account: they exist in the US region only. Use the AgentMail WebSocket Trigger or the AgentMail Trigger instead.',
				);
			} finally {
				Object.assign(regions, { eu });
			}
		},
	);
});

describe('an attachment whose text the account does not have', () => {
	test.each([400, 403, 404])('answered with %i, is told so', async (status) => {
		at.sandbox.fault({
			match: { path: /attachments\/a$/ },
			action: {
				status: 200,
				body: { attachment_id: 'a', size: 1, text_url: `${at.sandbox.url}/downloads/text` },
			},
		});
		at.sandbox.fault({ match: { path: '/downloads/text' }, action: { status } });
		const read = at.engine.action({
			...{ resource: 'message', operation: 'getAttachmentText' },
			...{ inboxId: 'support@agentmail.to', messageId: '<m@example.com>', attachmentId: 'a' },
		});
		await expect(read).rejects.toThrow('Could not read the text of the attachment.');
	});
});
