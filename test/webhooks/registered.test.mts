import { describe, expect, test } from '@jest/globals';

import type { Scope } from '../../nodes/AgentMail/transport/reach.js';
import type { Identity } from '../../nodes/AgentMail/transport/types.js';
import {
	clientIdOf,
	covers,
	targetOf,
	type Webhook,
} from '../../nodes/AgentMail/webhooks/registered.js';

describe('the client_id', () => {
	const URL = 'https://n8n.example.com/webhook/1/webhook';
	const id = clientIdOf('instance', URL, '/webhooks');

	test('is the same for the same n8n, URL and scope: a repeated create makes no second webhook', () => {
		expect(clientIdOf('instance', URL, '/webhooks')).toBe(id);
	});

	test('is another for another n8n, URL or scope', () => {
		const others = [
			clientIdOf('another', URL, '/webhooks'),
			clientIdOf('instance', URL.replace('webhook', 'webhook-test'), '/webhooks'),
			clientIdOf('instance', URL, '/webhooks', 'a@b.c'),
			clientIdOf('instance', URL, '/pods/1/webhooks'),
		];
		expect(new Set([id, ...others]).size).toBe(5);
	});

	test('has only characters that AgentMail takes', () => {
		expect(clientIdOf('ä@ö', 'https://x.io/ä?b=@', 'support@agentmail.to')).toMatch(
			/^[A-Za-z0-9\-._~]{1,256}$/,
		);
	});
});

const organization: Identity = {
	scope_type: 'organization',
	scope_id: 'org',
	organization_id: 'org',
};
const pod: Identity = { ...organization, scope_type: 'pod', scope_id: 'pod-1', pod_id: 'pod-1' };
const inbox: Identity = {
	...pod,
	scope_type: 'inbox',
	scope_id: 'me@agentmail.to',
	inbox_id: 'me@agentmail.to',
};

const everything: Scope = { level: 'organization', ids: [] };
const inboxes = (...ids: string[]): Scope => ({ level: 'inbox', ids });
const pods = (...ids: string[]): Scope => ({ level: 'pod', ids });

const at = (scope: Scope, identity: Identity) => {
	const { webhooks, podIds, inboxIds } = targetOf(scope, identity);
	return { path: String(webhooks), podIds, inboxIds };
};

describe('where the webhook goes', () => {
	test.each([
		['organization key, everything', everything, organization, '/webhooks', [], []],
		['organization key, pods', pods('pod-1'), organization, '/webhooks', ['pod-1'], []],
		['organization key, inboxes', inboxes('a@b.c'), organization, '/webhooks', [], ['a@b.c']],
		['pod key, everything', everything, pod, '/pods/pod-1/webhooks', [], []],
		['pod key, its pod', pods('pod-1'), pod, '/pods/pod-1/webhooks', [], []],
		['pod key, inboxes', inboxes('a@b.c'), pod, '/pods/pod-1/webhooks', [], ['a@b.c']],
		['inbox key, everything', everything, inbox, '/inboxes/me%40agentmail.to/webhooks', [], []],
		[
			'inbox key, its inbox',
			inboxes('Me@AgentMail.to'),
			inbox,
			'/inboxes/me%40agentmail.to/webhooks',
			[],
			[],
		],
	])('%s', (_name, scope, identity, path, podIds, inboxIds) => {
		expect(at(scope, identity)).toEqual({ path, podIds, inboxIds });
	});
});

describe('a key that cannot reach what is chosen: a sentence that names both', () => {
	test.each([
		['another pod', pods('pod-1', 'pod-2'), pod, /bound to the pod pod-1 .* pod-2\. Choose/],
		['another inbox', inboxes('a@b.c'), inbox, /bound to the inbox me@agentmail\.to .* a@b\.c/],
		['a whole pod', pods('pod-1'), inbox, /can't reach whole pods\. Set Listen To to Inboxes/],
	])('%s', (_name, scope, identity, sentence) => {
		expect(() => targetOf(scope, identity)).toThrow(sentence);
	});
});

describe('whether a webhook listens to what is chosen', () => {
	const webhook = (scope: Partial<Webhook>) => scope as Webhook;

	test('order and case of the ids do not matter, any other difference does', () => {
		const target = targetOf(inboxes('a@b.c', 'd@e.f'), organization);
		expect(covers(webhook({ inbox_ids: ['D@e.f', 'a@b.c'] }), target)).toBe(true);
		expect(covers(webhook({ inbox_ids: ['a@b.c'] }), target)).toBe(false);
		expect(covers(webhook({ inbox_ids: ['a@b.c', 'd@e.f', 'g@h.i'] }), target)).toBe(false);
		expect(covers(webhook({}), target)).toBe(false);
		expect(covers(webhook({ inbox_ids: ['a@b.c', 'd@e.f'], pod_ids: ['p'] }), target)).toBe(false);
	});

	test('everything means no ids, be they absent, null or empty', () => {
		const target = targetOf(everything, organization);
		expect(covers(webhook({}), target)).toBe(true);
		expect(covers(webhook({ inbox_ids: null, pod_ids: [] }), target)).toBe(true);
		expect(covers(webhook({ pod_ids: ['pod-1'] }), target)).toBe(false);
	});

	test('the API may repeat what the path of a bound key says already', () => {
		expect(covers(webhook({ pod_ids: ['pod-1'] }), targetOf(everything, pod))).toBe(true);
		expect(covers(webhook({ pod_ids: ['pod-2'] }), targetOf(everything, pod))).toBe(false);
		const own = targetOf(everything, inbox);
		expect(covers(webhook({ inbox_ids: ['me@agentmail.to'] }), own)).toBe(true);
		expect(covers(webhook({ inbox_ids: ['you@agentmail.to'] }), own)).toBe(false);
	});
});
