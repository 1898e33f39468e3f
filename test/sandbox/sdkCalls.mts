import type { AgentMailClient } from 'agentmail';
import type { Sandbox } from '../../sandbox/index.mjs';

/** One of each, in a pod of its own, so that every level of the API can reach it. */
export async function populate(sandbox: Sandbox, client: AgentMailClient) {
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
	for (const create of [
		client.lists.create.bind(client.lists),
		client.pods.lists.create.bind(client.pods.lists, podId),
		client.inboxes.lists.create.bind(client.inboxes.lists, inboxId),
	]) {
		await create('receive', 'block', { entry: 'spam.example.com', reason: 'spam' });
	}
	const { domainId } = await client.pods.domains.create(podId, { domain: 'acme.example.com' });
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
		domainId,
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

const ENTRY = 'spam.example.com';

function lastHour() {
	return { start: new Date(Date.now() - 3_600_000), end: new Date(), descending: true };
}

/** How the SDK calls each route of the sandbox. */
export const CALLS: Record<string, SdkCall> = {
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

	'lists.list': (c) => c.lists.list('receive', 'block', { limit: 1 }),
	'lists.get': (c) => c.lists.get('receive', 'block', ENTRY),
	'lists.create': (c) => c.lists.create('send', 'allow', { entry: 'a@b.co' }),
	'lists.delete': (c) => c.lists.delete('receive', 'block', ENTRY),
	'pods.lists.list': (c, w) => c.pods.lists.list(w.podId, 'receive', 'block'),
	'pods.lists.get': (c, w) => c.pods.lists.get(w.podId, 'receive', 'block', ENTRY),
	'pods.lists.create': (c, w) =>
		c.pods.lists.create(w.podId, 'reply', 'block', { entry: 'b.co', reason: 'x' }),
	'pods.lists.delete': (c, w) => c.pods.lists.delete(w.podId, 'receive', 'block', ENTRY),
	'inboxes.lists.list': (c, w) => c.inboxes.lists.list(w.inboxId, 'receive', 'block'),
	'inboxes.lists.get': (c, w) => c.inboxes.lists.get(w.inboxId, 'receive', 'block', ENTRY),
	'inboxes.lists.create': (c, w) =>
		c.inboxes.lists.create(w.inboxId, 'send', 'block', { entry: 'a+b@b.co' }),
	'inboxes.lists.delete': (c, w) => c.inboxes.lists.delete(w.inboxId, 'receive', 'block', ENTRY),

	'domains.list': (c) => c.domains.list({ limit: 1, ascending: true }),
	'domains.get': (c, w) => c.domains.get(w.domainId),
	'domains.getZoneFile': async (c, w) =>
		await (await c.domains.getZoneFile(w.domainId)).arrayBuffer(),
	'domains.create': (c) =>
		c.domains.create({ domain: 'b.example.com', subdomainsEnabled: true, trackingEnabled: true }),
	'domains.update': (c, w) => c.domains.update(w.domainId, { feedbackEnabled: false }),
	'domains.delete': (c, w) => c.domains.delete(w.domainId),
	'domains.verify': (c, w) => c.domains.verify(w.domainId),
	'domains.getSetupLink': (c, w) => c.domains.getSetupLink(w.domainId),
	'pods.domains.list': (c, w) => c.pods.domains.list(w.podId),
	'pods.domains.get': (c, w) => c.pods.domains.get(w.podId, w.domainId),
	'pods.domains.getZoneFile': async (c, w) =>
		await (await c.pods.domains.getZoneFile(w.podId, w.domainId)).arrayBuffer(),
	'pods.domains.create': (c, w) => c.pods.domains.create(w.podId, { domain: 'b.example.com' }),
	'pods.domains.update': (c, w) =>
		c.pods.domains.update(w.podId, w.domainId, { subdomainsEnabled: true }),
	'pods.domains.delete': (c, w) => c.pods.domains.delete(w.podId, w.domainId),
	'pods.domains.verify': (c, w) => c.pods.domains.verify(w.podId, w.domainId),

	'metrics.queryEvents': (c) => c.metrics.queryEvents({ period: 60, limit: 10 }),
	'metrics.queryUsage': (c) => c.metrics.queryUsage({ period: 3600, descending: true }),
	'pods.metrics.queryEvents': (c, w) =>
		c.pods.metrics.queryEvents(w.podId, { eventTypes: ['message.received'] }),
	'pods.metrics.queryUsage': (c, w) =>
		c.pods.metrics.queryUsage(w.podId, { usageTypes: ['message_count', 'inbox_count'] }),
	'inboxes.metrics.queryEvents': (c, w) => c.inboxes.metrics.queryEvents(w.inboxId, lastHour()),
	'inboxes.metrics.queryUsage': (c, w) => c.inboxes.metrics.queryUsage(w.inboxId, lastHour()),

	'inboxes.events.list': async (c, w) => {
		await c.inboxes.messages.update(w.inboxId, w.messageId, labels);
		return await c.inboxes.events.list(w.inboxId, { limit: 1, ascending: true });
	},
};
