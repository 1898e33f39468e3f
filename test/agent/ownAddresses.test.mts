import { expect, test } from '@jest/globals';

import {
	ownAddresses,
	withoutOwnLinks,
	type AgentContext,
} from '../../nodes/AgentMail/agent/ownLinks.js';

/** What n8n says where its editor is `https://n8n.example.com/` and `N8N_WEBHOOK_URL` is another address. */
const contextOf = (webhooks: string, execution?: string) =>
	({
		getInstanceBaseUrl: () => 'https://n8n.example.com/',
		getRestApiUrl: () => `${webhooks}rest`,
		getExecutionId: () => execution,
		getSignedResumeUrl: () => `${webhooks}webhook-waiting/${execution}/node?signature=x`,
	}) as unknown as AgentContext;

test.each([
	['of its own', 'https://hooks.example.net/', undefined],
	['of its own, in an execution', 'https://hooks.example.net/', '7'],
	['in a folder', 'https://example.net/n8n/', undefined],
	['in a folder, in an execution', 'https://example.net/n8n/', '7'],
])('webhooks at an address %s are this n8n, as its editor is', (_where, webhooks, execution) => {
	const own = ownAddresses(contextOf(webhooks, execution));
	for (const address of ['https://n8n.example.com/', webhooks]) {
		const text = `Look: ${address}webhook/orders and ${address}form/1.`;
		expect(withoutOwnLinks(text, own)).not.toContain(new URL(address).host);
	}
	expect(withoutOwnLinks('See https://example.org/n8n/x', own)).toContain(
		'https://example.org/n8n/x',
	);
});
