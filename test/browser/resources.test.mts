import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentMailClient } from 'agentmail';
import { resources } from '../../nodes/AgentMail/resources/index.js';
import type { Sandbox } from '../../sandbox/index.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { openEditor, type Editor } from '../../scripts/n8n/editor.mjs';
import { chain, manualTrigger, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import { nodeWith } from '../../scripts/nodeTypes.mjs';
import { startStage, type Stage } from '../../scripts/stage.mjs';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

const INBOX = 'support@agentmail.to';

interface Case {
	resource: string;
	operation: string;
	/** What a person does in the panel once resource and operation are chosen. */
	click(editor: Editor): Promise<void>;
	/** What must be true after "Execute step", of the sandbox and of the output's items. */
	check(sandbox: Sandbox, output: unknown): void;
}

/** Every picker is searched at least once. */
const CASES: Case[] = [
	{
		resource: 'Message',
		operation: 'Reply',
		click: async (editor) => {
			await editor.search('inboxId', 'supp', 'Support Agent');
			await editor.search('messageId', 'order 1042', 'Jane Doe');
			await editor.fill('text', 'It is on its way.');
		},
		check: ({ store }, output) => {
			const reply = store.messagesIn(INBOX).find(({ text }) => text === 'It is on its way.');
			expect(reply?.to).toEqual(['Jane Doe <jane@example.com>']);
			expect(output).toMatchObject([{ message_id: reply?.message_id }]);
		},
	},
	{
		resource: 'Inbox',
		operation: 'Update',
		click: async (editor) => {
			await editor.search('inboxId', 'bill', 'billing@agentmail.to');
			await editor.add('Add field', 'Display Name');
			await editor.fill('displayName', 'Accounting');
		},
		check: ({ store }, output) => {
			expect(store.inboxes.get('billing@agentmail.to')?.display_name).toBe('Accounting');
			expect(output).toMatchObject([{ display_name: 'Accounting' }]);
		},
	},
	{
		resource: 'Thread',
		operation: 'Move to Trash',
		click: async (editor) => await editor.search('threadId', 'lottery', 'You have won'),
		check: ({ store }, output) => {
			const [spam] = store.messagesIn(INBOX).filter(({ subject }) => subject === 'You have won');
			expect(spam?.labels).toContain('trash');
			expect(output).toMatchObject([{ thread_id: spam?.thread_id }]);
		},
	},
	{
		resource: 'Draft',
		operation: 'Download Attachment',
		click: async (editor) => {
			await editor.choose('scope', 'Inbox');
			await editor.search('inboxId', 'supp', 'Support Agent');
			await editor.search('draftId', 'offer', 'Our offer');
			await editor.search('attachmentId', 'price', 'prices.txt');
		},
		check: ({ store }, output) => {
			const [file] = [...store.drafts.values()].flatMap(({ attachments }) => attachments ?? []);
			expect(file?.filename).toBe('prices.txt');
			expect(output).toMatchObject([{ attachment_id: file?.attachment_id }]);
		},
	},
	{
		resource: 'Label',
		operation: 'Add',
		click: async (editor) => {
			await editor.pick('inboxId', 'Support Agent');
			await editor.pick('messageId', 'Invoice');
			await editor.fill('labels', 'to-pay, finance');
		},
		check: ({ store }, output) => {
			const [invoice] = store.messagesIn(INBOX).filter(({ subject }) => subject === 'Invoice 7');
			expect(invoice?.labels).toEqual(expect.arrayContaining(['to-pay', 'finance']));
			expect(output).toMatchObject([{ labels: invoice?.labels }]);
		},
	},
	{
		resource: 'Pod',
		operation: 'Delete',
		click: async (editor) => await editor.search('podId', 'former', 'Former customer'),
		check: ({ store }, output) => {
			const names = [...store.pods.values()].map(({ name }) => name);
			expect(names).toEqual(['Default Pod', 'Customer 1042']);
			expect(output).toMatchObject([{ deleted: true }]);
		},
	},
	{
		resource: 'List Entry',
		operation: 'Create',
		click: async (editor) => {
			await editor.choose('scope', 'Pod');
			await editor.pick('podId', 'Customer 1042');
			await editor.choose('direction', 'Send');
			await editor.choose('listType', 'Allow');
			await editor.fill('entry', 'example.com');
		},
		check: ({ store }, output) => {
			const [entry] = store.listEntries.values();
			expect(entry).toMatchObject({ direction: 'send', list_type: 'allow', entry: 'example.com' });
			expect(store.pods.get(entry?.pod_id ?? '')?.name).toBe('Customer 1042');
			expect(output).toMatchObject([{ entry: 'example.com' }]);
		},
	},
	{
		resource: 'Domain',
		operation: 'Update',
		click: async (editor) => {
			await editor.search('domainId', 'mail.', 'mail.example.com');
			await editor.add('Add field', 'Subdomains');
			await editor.page
				.getByTestId('parameter-input-subdomainsEnabled')
				.locator('.el-switch')
				.click();
		},
		check: ({ store }, output) => {
			expect(store.domains.get('mail.example.com')?.subdomains_enabled).toBe(true);
			expect(output).toMatchObject([{ subdomains_enabled: true }]);
		},
	},
	{
		resource: 'Webhook',
		operation: 'Update Headers',
		click: async (editor) => {
			await editor.search('webhookId', 'crm', 'https://crm.example.com/mail');
			await editor.add('Add header');
			await editor.fill('name', 'X-Team');
			await editor.fill('value', 'sales');
		},
		check: ({ store }, output) => {
			const [crm] = [...store.webhooks.values()].filter(({ url }) => url.includes('crm'));
			expect(crm?.headers).toEqual({ 'X-Team': 'sales' });
			expect(output).toMatchObject([{ webhook_id: crm?.webhook_id }]);
		},
	},
	{
		resource: 'API Key',
		operation: 'Update',
		click: async (editor) => {
			await editor.search('apiKeyId', 'report', 'Reporting');
			await editor.add('Add field', 'Permissions');
			await editor.choose('permissions', 'Metrics: Read');
		},
		check: ({ store }, output) => {
			const [key] = [...store.keys.values()].filter(({ name }) => name === 'Reporting');
			expect(key?.permissions).toEqual({ metrics_read: true });
			expect(output).toMatchObject([{ name: 'Reporting', permissions: key?.permissions }]);
		},
	},
	{
		resource: 'Metric',
		operation: 'Get Events',
		click: async (editor) => {
			await editor.add('Add filter', 'Event Types');
			await editor.choose('eventTypes', 'Message Received');
		},
		check: (_, output) => {
			// The mails that came in, and not the reply that went out.
			const points = output as { event_type: string; count: number }[];
			expect(new Set(points.map((point) => point.event_type))).toEqual(
				new Set(['message.received']),
			);
			expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(3);
		},
	},
	{
		resource: 'Organization',
		operation: 'Get',
		click: async () => {},
		check: ({ store }, output) =>
			expect(output).toMatchObject([{ organization_id: store.organization_id, inbox_count: 2 }]),
	},
];

/** Of each thing at least two, so that a search has something to leave out. */
async function furnish(sandbox: Sandbox): Promise<void> {
	const client = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url });
	sandbox.createInbox({ username: 'billing', display_name: 'Billing' });
	for (const [from, subject, text] of [
		['Jane Doe <jane@example.com>', 'Where is my order 1042?', 'I have heard nothing since.'],
		['Bob <bob@example.com>', 'Invoice 7', 'Please pay.'],
		['Eve <eve@example.net>', 'You have won', 'Claim your lottery prize.'],
	] as const) {
		await sandbox.receive(INBOX, { from, subject, text });
	}
	const attachments = ['prices.txt', 'terms.txt'].map((filename) => ({
		filename,
		content: Buffer.from(filename).toString('base64'),
	}));
	const drafts = client.inboxes.drafts;
	await drafts.create(INBOX, { to: ['jane@example.com'], subject: 'Our offer', attachments });
	await drafts.create(INBOX, { to: ['bob@example.com'], subject: 'Thank you' });
	for (const name of ['Customer 1042', 'Former customer']) await client.pods.create({ name });
	for (const domain of ['mail.example.com', 'shop.example.com']) {
		await client.domains.create({ domain });
	}
	for (const host of ['crm', 'chat']) {
		const url = `https://${host}.example.com/mail`;
		await client.webhooks.create({ url, eventTypes: ['message.sent'] });
	}
	await client.apiKeys.create({ name: 'Reporting' });
}

/** What workflows store of a resource by its name in the panel. */
const valueOf = (name: string) => resources.find((each) => each.name === name)!.value;

/** One node a resource, each as new, all behind the same start. */
async function openWorkflow({ n8n, credentials }: Stage, editor: Editor): Promise<void> {
	const nodes = CASES.map(({ resource }, index): NodeSketch => ({
		name: resource,
		type: nodeWith(valueOf(resource)),
		position: [240 + (index % 4) * 240, Math.floor(index / 4) * 200],
		credentials,
	}));
	const next = nodes.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
	const { id } = await n8n.client.createWorkflow({
		...chain('Every resource', manualTrigger, ...nodes),
		connections: { [manualTrigger.name]: { main: [next] } },
	});
	await editor.openWorkflow(id);
}

(isHere ? describe : describe.skip)('a person configures by clicking', () => {
	let stage: Stage;
	let editor: Editor;

	beforeAll(async () => {
		stage = await startStage({ log: (line) => void process.stderr.write(`${line}\n`) });
		await furnish(stage.sandbox);
		editor = await openEditor(stage.n8n.url);
		await openWorkflow(stage, editor);
	}, 20 * 60_000);
	afterAll(async () => {
		await editor?.close();
		await stage?.stop();
	}, 60_000);

	it.each(CASES)(
		'$resource: $operation',
		async ({ resource, operation, click, check }) => {
			await editor.openNode(resource);
			try {
				await editor.choose('resource', resource);
				await editor.choose('operation', operation);
				await click(editor);
				check(stage.sandbox, await editor.executeStep());
			} finally {
				await editor.closeNode();
			}
		},
		60_000,
	);

	it('and nothing in the editor broke on the way', () => {
		expect(editor.errors).toEqual([]);
	});
});
