import { AgentMailClient } from 'agentmail';

import type { Sandbox } from '../../sandbox/index.mjs';
import { byId } from '../n8n/workflow.mjs';

const INBOX = 'support@agentmail.to';
const FILE = { filename: 'order.txt', content_type: 'text/plain', content: 'MTA0Mg==' };

/**
 * Fills a fresh sandbox with one of everything.
 *
 * @returns parameters with which each operation of the node runs, by `resource.operation`
 */
export async function prepareMailbox(sandbox: Sandbox): Promise<(operation: string) => object> {
	const client = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url });
	const mail = await sandbox.receive(INBOX, {
		from: 'Jane Doe <jane@example.com>',
		cc: 'bob@example.com',
		reply_to: 'jane@example.com',
		subject: 'Where is my order 1042?',
		text: 'It has not come yet.',
		html: '<p>It has not come yet.</p>',
		attachments: [FILE],
		headers: { 'X-Mailer': 'Example Mail' },
	});
	const held = await receiveHeld(sandbox);
	const draft = await client.inboxes.drafts.create(INBOX, {
		to: ['jane@example.com'],
		subject: 'Your order',
		text: 'It is on its way.',
		attachments: [
			{ filename: FILE.filename, contentType: FILE.content_type, content: FILE.content },
		],
		sendAt: new Date('2099-01-01T09:00:00Z'),
	});
	const webhook = await client.webhooks.create({
		url: 'https://example.com/hook',
		eventTypes: ['message.received'],
		clientId: 'orders',
	});
	const key = await client.apiKeys.create({ name: 'orders', permissions: { messageRead: true } });
	const pod = await client.pods.create({ name: 'Customer 1042', clientId: 'customer-1042' });
	await client.domains.create({ domain: 'mail.example.com' });
	await client.lists.create('receive', 'block', { entry: 'news@example.com', reason: 'unwanted' });
	await client.inboxes.update(INBOX, { displayName: 'Support', metadata: { tier: 'gold' } });
	await client.inboxes.messages.update(INBOX, mail.message_id, { addLabels: ['vip'] });

	const common = {
		inboxId: byId(INBOX),
		messageId: byId(mail.message_id),
		threadId: byId(mail.thread_id),
		attachmentId: byId(mail.attachments![0]!.attachment_id),
		draftId: byId(draft.draftId),
		podId: byId(pod.podId),
		webhookId: byId(webhook.webhookId),
		apiKeyId: byId(key.apiKeyId),
		domainId: byId('mail.example.com'),
		query: 'order',
		to: 'jane@example.com',
		subject: 'Your order',
		text: 'It is on its way.',
		message: 'May it go out?',
		reviewers: 'boss@example.com',
		labels: 'answered',
		addLabels: 'answered',
		direction: 'receive',
		listType: 'block',
		domain: 'shop.example.com',
		url: 'https://example.com/other',
		events: ['message.received'],
		headers: { pair: [{ name: 'X-Shop', value: '1042' }] },
		updateFields: {
			displayName: 'Support',
			name: 'orders',
			subject: 'Your order',
			events: ['message.bounced'],
			feedbackEnabled: true,
		},
	};
	const own: Record<string, object> = {
		'draft.downloadAttachment': { attachmentId: byId(draft.attachments![0]!.attachmentId) },
		'inbox.search': { query: 'support' },
		'listEntry.create': { entry: 'other@example.com' },
		'message.release': { messageId: byId(held), reason: 'An ordinary order' },
		'message.sendFeedback': { messageId: byId(held), feedback: 'incorrect_review' },
	};
	return (operation) => ({ ...common, entry: 'news@example.com', ...own[operation] });
}

/** An email of the day before, which Agent Armor holds. @returns its message id */
async function receiveHeld(sandbox: Sandbox): Promise<string> {
	const { settings } = sandbox;
	settings.agentArmor = 'hold';
	const { message_id } = await sandbox.receive(INBOX, {
		from: 'Mia Berg <mia@example.com>',
		subject: 'Change of order 3307',
		text: 'Please send two boxes instead of one.',
		timestamp: new Date(Date.now() - 86_400_000).toISOString(),
		review: true,
	});
	settings.agentArmor = 'off';
	return message_id;
}
