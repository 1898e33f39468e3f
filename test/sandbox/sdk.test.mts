import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AgentMailClient } from 'agentmail';
import { routes, startSandbox, type Sandbox } from '../../sandbox/index.mjs';

/** One of each, in a pod of its own, so that every level of the API can reach it. */
async function populate(sandbox: Sandbox, client: AgentMailClient) {
	const { podId } = await client.pods.create({ name: 'Acme', clientId: 'acme' });
	const { inboxId } = await client.pods.inboxes.create(podId, { username: 'ada' });
	const received = await sandbox.receive(inboxId, {
		from: 'Jane <jane@example.com>',
		cc: 'Bob <bob@example.com>',
		subject: 'Invoice 1042',
		text: 'Please pay.',
		html: '<p>Please pay.</p>',
		headers: { 'X-Mailer': 'Test' },
		attachments: [{ filename: 'invoice.txt', content_type: 'text/plain', content: 'YWJj' }],
	});
	const draft = await client.inboxes.drafts.create(inboxId, {
		to: ['jane@example.com'],
		text: 'Thanks',
		attachments: [{ filename: 'a.txt', content: 'YWJj' }],
	});
	const eventTypes: ['message.received'] = ['message.received'];
	const hook = { url: 'http://127.0.0.1:9/', eventTypes };
	return {
		podId,
		inboxId,
		messageId: received.message_id,
		threadId: received.thread_id,
		attachmentId: received.attachments?.[0]?.attachment_id ?? '',
		draftId: draft.draftId,
		draftAttachmentId: draft.attachments?.[0]?.attachmentId ?? '',
		hook,
		webhookId: (await client.inboxes.webhooks.create(inboxId, hook)).webhookId,
		orgWebhookId: (await client.webhooks.create(hook)).webhookId,
		apiKeyId: (await client.inboxes.apiKeys.create(inboxId, { name: 'ada' })).apiKeyId,
	};
}

type World = Awaited<ReturnType<typeof populate>>;
type SdkCall = (client: AgentMailClient, world: World) => Promise<unknown>;

const labels = { addLabels: ['vip'], removeLabels: ['unread'] };
const filters = { limit: 5, labels: ['received'], ascending: true, includeSpam: true };
const headers = { headers: { 'X-Team': 'a' }, removeHeaders: ['X-Old'] };

/** How the SDK calls each route of the sandbox. */
const CALLS: Record<string, SdkCall> = {
	'auth.me': (c) => c.auth.me(),
	'organizations.get': (c) => c.organizations.get(),
	'pods.list': (c) => c.pods.list({ limit: 1, ascending: true }),
	'pods.get': (c, w) => c.pods.get(w.podId),
	'pods.create': (c) => c.pods.create({ name: 'New', clientId: 'new' }),
	'pods.delete': async (c) => c.pods.delete((await c.pods.create({})).podId),

	'inboxes.list': (c) => c.inboxes.list({ limit: 1, ascending: true }),
	'inboxes.search': (c) => c.inboxes.search({ q: 'ada' }),
	'inboxes.get': (c, w) => c.inboxes.get(w.inboxId),
	'inboxes.create': (c) => c.inboxes.create({ displayName: 'New', metadata: { a: 1 } }),
	'inboxes.update': (c, w) => c.inboxes.update(w.inboxId, { metadata: { tier: 'gold' } }),
	'inboxes.delete': (c, w) => c.inboxes.delete(w.inboxId),
	'pods.inboxes.list': (c, w) => c.pods.inboxes.list(w.podId),
	'pods.inboxes.search': (c, w) => c.pods.inboxes.search(w.podId, { q: 'ada' }),
	'pods.inboxes.get': (c, w) => c.pods.inboxes.get(w.podId, w.inboxId),
	'pods.inboxes.create': (c, w) => c.pods.inboxes.create(w.podId, { username: 'bea' }),
	'pods.inboxes.update': (c, w) => c.pods.inboxes.update(w.podId, w.inboxId, { displayName: 'A' }),
	'pods.inboxes.delete': (c, w) => c.pods.inboxes.delete(w.podId, w.inboxId),

	'inboxes.messages.list': (c, w) =>
		c.inboxes.messages.list(w.inboxId, {
			...filters,
			before: new Date('2100-01-01'),
			after: new Date('2000-01-01'),
			from: ['jane'],
			to: ['bob'],
			subject: ['invoice'],
		}),
	'inboxes.messages.search': (c, w) => c.inboxes.messages.search(w.inboxId, { q: 'invoice' }),
	'inboxes.messages.get': (c, w) => c.inboxes.messages.get(w.inboxId, w.messageId),
	'inboxes.messages.batchGet': (c, w) =>
		c.inboxes.messages.batchGet(w.inboxId, { messageIds: [w.messageId] }),
	'inboxes.messages.batchUpdate': (c, w) =>
		c.inboxes.messages.batchUpdate(w.inboxId, { messageIds: [w.messageId], ...labels }),
	'inboxes.messages.getAttachment': (c, w) =>
		c.inboxes.messages.getAttachment(w.inboxId, w.messageId, w.attachmentId),
	'inboxes.messages.getRaw': (c, w) => c.inboxes.messages.getRaw(w.inboxId, w.messageId),
	'inboxes.messages.update': (c, w) => c.inboxes.messages.update(w.inboxId, w.messageId, labels),
	'inboxes.messages.delete': (c, w) => c.inboxes.messages.delete(w.inboxId, w.messageId),
	'inboxes.messages.send': (c, w) =>
		c.inboxes.messages.send(w.inboxId, {
			to: 'x@example.com',
			subject: 'Hi',
			headers: { 'X-A': 'b' },
		}),
	'inboxes.messages.reply': (c, w) =>
		c.inboxes.messages.reply(w.inboxId, w.messageId, { text: 'Paid.' }),
	'inboxes.messages.replyAll': (c, w) =>
		c.inboxes.messages.replyAll(w.inboxId, w.messageId, { text: 'Paid.' }),
	'inboxes.messages.forward': (c, w) =>
		c.inboxes.messages.forward(w.inboxId, w.messageId, { to: ['boss@example.com'] }),

	'threads.list': (c) => c.threads.list({ ...filters, senders: ['jane'], recipients: ['ada'] }),
	'threads.search': (c) => c.threads.search({ q: 'invoice' }),
	'threads.get': (c, w) => c.threads.get(w.threadId, { limit: 10 }),
	'threads.getAttachment': (c, w) => c.threads.getAttachment(w.threadId, w.attachmentId),
	'threads.update': (c, w) => c.threads.update(w.threadId, labels),
	'threads.delete': (c, w) => c.threads.delete(w.threadId),
	'pods.threads.list': (c, w) => c.pods.threads.list(w.podId, filters),
	'pods.threads.search': (c, w) => c.pods.threads.search(w.podId, { q: 'invoice' }),
	'pods.threads.get': (c, w) => c.pods.threads.get(w.podId, w.threadId),
	'pods.threads.getAttachment': (c, w) =>
		c.pods.threads.getAttachment(w.podId, w.threadId, w.attachmentId),
	'pods.threads.update': (c, w) => c.pods.threads.update(w.podId, w.threadId, labels),
	'pods.threads.delete': (c, w) => c.pods.threads.delete(w.podId, w.threadId),
	'inboxes.threads.list': (c, w) => c.inboxes.threads.list(w.inboxId, filters),
	'inboxes.threads.search': (c, w) => c.inboxes.threads.search(w.inboxId, { q: 'invoice' }),
	'inboxes.threads.get': (c, w) => c.inboxes.threads.get(w.inboxId, w.threadId),
	'inboxes.threads.getAttachment': (c, w) =>
		c.inboxes.threads.getAttachment(w.inboxId, w.threadId, w.attachmentId),
	'inboxes.threads.update': (c, w) => c.inboxes.threads.update(w.inboxId, w.threadId, labels),
	'inboxes.threads.delete': (c, w) => c.inboxes.threads.delete(w.inboxId, w.threadId),

	'drafts.list': (c) => c.drafts.list({ limit: 1 }),
	'drafts.get': (c, w) => c.drafts.get(w.draftId),
	'drafts.getAttachment': (c, w) => c.drafts.getAttachment(w.draftId, w.draftAttachmentId),
	'pods.drafts.list': (c, w) => c.pods.drafts.list(w.podId),
	'pods.drafts.get': (c, w) => c.pods.drafts.get(w.podId, w.draftId),
	'pods.drafts.getAttachment': (c, w) =>
		c.pods.drafts.getAttachment(w.podId, w.draftId, w.draftAttachmentId),
	'inboxes.drafts.list': (c, w) => c.inboxes.drafts.list(w.inboxId),
	'inboxes.drafts.get': (c, w) => c.inboxes.drafts.get(w.inboxId, w.draftId),
	'inboxes.drafts.getAttachment': (c, w) =>
		c.inboxes.drafts.getAttachment(w.inboxId, w.draftId, w.draftAttachmentId),
	'inboxes.drafts.create': (c, w) =>
		c.inboxes.drafts.create(w.inboxId, {
			inReplyTo: w.messageId,
			text: 'Later',
			sendAt: new Date('2100-01-01'),
		}),
	'inboxes.drafts.update': (c, w) =>
		c.inboxes.drafts.update(w.inboxId, w.draftId, { subject: 'New', cc: null }),
	'inboxes.drafts.delete': (c, w) => c.inboxes.drafts.delete(w.inboxId, w.draftId),
	'inboxes.drafts.send': (c, w) => c.inboxes.drafts.send(w.inboxId, w.draftId, {}),

	'webhooks.list': (c) => c.webhooks.list({ limit: 1 }),
	'webhooks.get': (c, w) => c.webhooks.get(w.orgWebhookId),
	'webhooks.create': (c, w) => c.webhooks.create({ ...w.hook, podIds: [w.podId] }),
	'webhooks.update': (c, w) => c.webhooks.update(w.orgWebhookId, { addInboxIds: [w.inboxId] }),
	'webhooks.delete': (c, w) => c.webhooks.delete(w.orgWebhookId),
	'webhooks.getHeaders': (c, w) => c.webhooks.getHeaders(w.orgWebhookId),
	'webhooks.updateHeaders': (c, w) => c.webhooks.updateHeaders(w.orgWebhookId, headers),
	'pods.webhooks.list': (c, w) => c.pods.webhooks.list(w.podId),
	'pods.webhooks.get': (c, w) => c.pods.webhooks.get(w.podId, w.webhookId),
	'pods.webhooks.create': (c, w) =>
		c.pods.webhooks.create(w.podId, { ...w.hook, inboxIds: [w.inboxId] }),
	'pods.webhooks.update': (c, w) =>
		c.pods.webhooks.update(w.podId, w.webhookId, { eventTypes: ['message.sent'] }),
	'pods.webhooks.delete': (c, w) => c.pods.webhooks.delete(w.podId, w.webhookId),
	'pods.webhooks.getHeaders': (c, w) => c.pods.webhooks.getHeaders(w.podId, w.webhookId),
	'pods.webhooks.updateHeaders': (c, w) =>
		c.pods.webhooks.updateHeaders(w.podId, w.webhookId, headers),
	'inboxes.webhooks.list': (c, w) => c.inboxes.webhooks.list(w.inboxId),
	'inboxes.webhooks.get': (c, w) => c.inboxes.webhooks.get(w.inboxId, w.webhookId),
	'inboxes.webhooks.create': (c, w) => c.inboxes.webhooks.create(w.inboxId, w.hook),
	'inboxes.webhooks.update': (c, w) =>
		c.inboxes.webhooks.update(w.inboxId, w.webhookId, { eventTypes: ['message.sent'] }),
	'inboxes.webhooks.delete': (c, w) => c.inboxes.webhooks.delete(w.inboxId, w.webhookId),
	'inboxes.webhooks.getHeaders': (c, w) => c.inboxes.webhooks.getHeaders(w.inboxId, w.webhookId),
	'inboxes.webhooks.updateHeaders': (c, w) =>
		c.inboxes.webhooks.updateHeaders(w.inboxId, w.webhookId, headers),

	'apiKeys.list': (c) => c.apiKeys.list({ type: 'bearer', limit: 2 }),
	'apiKeys.get': (c, w) => c.apiKeys.get(w.apiKeyId),
	'apiKeys.create': (c) => c.apiKeys.create({ name: 'k', permissions: { inboxRead: true } }),
	'apiKeys.update': (c, w) => c.apiKeys.update(w.apiKeyId, { name: 'renamed' }),
	'apiKeys.delete': (c, w) => c.apiKeys.delete(w.apiKeyId),
	'pods.apiKeys.list': (c, w) => c.pods.apiKeys.list(w.podId),
	'pods.apiKeys.create': (c, w) => c.pods.apiKeys.create(w.podId, { name: 'k' }),
	'pods.apiKeys.update': (c, w) => c.pods.apiKeys.update(w.podId, w.apiKeyId, { name: 'k' }),
	'pods.apiKeys.delete': (c, w) => c.pods.apiKeys.delete(w.podId, w.apiKeyId),
	'inboxes.apiKeys.list': (c, w) => c.inboxes.apiKeys.list(w.inboxId),
	'inboxes.apiKeys.create': (c, w) => c.inboxes.apiKeys.create(w.inboxId, { name: 'k' }),
	'inboxes.apiKeys.update': (c, w) =>
		c.inboxes.apiKeys.update(w.inboxId, w.apiKeyId, { name: 'k' }),
	'inboxes.apiKeys.delete': (c, w) => c.inboxes.apiKeys.delete(w.inboxId, w.apiKeyId),
};

/** Properties that the SDK does not know keep their wire name; maps of the user's own keys aside. */
function unknownProperties(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, nested]) => {
		if (['headers', 'metadata'].includes(name)) return [];
		return [...(name.includes('_') ? [name] : []), ...unknownProperties(nested)];
	});
}

function matchesRoute(url: string, path: string): boolean {
	return new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path);
}

describe('the official SDK', () => {
	let sandbox: Sandbox;
	let client: AgentMailClient;
	const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});

	beforeEach(async () => {
		sandbox = await startSandbox();
		client = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url, maxRetries: 0 });
		warn.mockClear();
	});
	afterEach(async () => await sandbox.close());

	test('has a call here for every route of the sandbox', () => {
		expect(Object.keys(CALLS).sort()).toEqual(routes.map(({ sdk }) => sdk).sort());
	});

	test.each(routes.map((route) => [route.sdk, route] as const))(
		'%s is understood by the sandbox, and its answer by the SDK',
		async (sdk, route) => {
			const world = await populate(sandbox, client);
			const answer = await CALLS[sdk]?.(client, world);
			const request = sandbox.requests.at(-1);
			expect(request?.method).toBe(route.method);
			expect(matchesRoute(route.url, request?.path ?? '')).toBe(true);
			expect(request?.status).toBe(answer === undefined ? 204 : 200);
			expect(unknownProperties(answer)).toEqual([]);
			expect(warn).not.toHaveBeenCalled();
		},
	);

	test('would be warned of an answer it cannot parse', async () => {
		sandbox.fault({ action: { status: 200, body: { scope_type: 7 } } });
		await client.auth.me();
		expect(warn).toHaveBeenCalled();
	});
});
