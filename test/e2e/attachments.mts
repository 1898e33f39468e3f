import { expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { ACTION, INBOX, publish, trigger, type World } from './world.mjs';

const FILE = randomBytes(1_000_000);

/** Files pass between processes that share no folder: one takes the delivery, another one runs the workflow. */
export function attachmentsSuite(world: () => World): void {
	it('that the trigger fetched go out again', async () => {
		const options = { downloadAttachments: true };
		await comesBackWhole(world(), trigger(world(), { options }), []);
	});

	it('that the node fetched go out again', async () => {
		await comesBackWhole(world(), trigger(world()), [
			{
				name: 'Fetch',
				type: ACTION,
				credentials: world().credentials,
				parameters: {
					resource: 'message',
					operation: 'downloadAttachment',
					inboxId: { __rl: true, mode: 'id', value: '={{ $json.inbox_id }}' },
					messageId: { __rl: true, mode: 'id', value: '={{ $json.message_id }}' },
					attachmentId: {
						__rl: true,
						mode: 'id',
						value: '={{ $json.attachments[0].attachment_id }}',
					},
					binaryPropertyName: 'attachment_0',
				},
			},
		]);
	});
}

type Sketch = Parameters<typeof publish>[1];

/** A mail with a file comes in; the workflow sends that file on; what AgentMail gets must be the same bytes. */
async function comesBackWhole(world: World, first: Sketch, between: Sketch[]): Promise<void> {
	const { n8n, sandbox, credentials } = world;
	const forward: Sketch = {
		name: 'Send on',
		type: ACTION,
		credentials,
		parameters: {
			resource: 'message',
			operation: 'send',
			inboxId: { __rl: true, mode: 'id', value: INBOX },
			to: 'archive@example.com',
			subject: 'A file',
			text: 'See the attachment.',
			options: { attachments: { attachment: [{ source: 'binary', property: 'attachment_0' }] } },
		},
	};
	const { workflow } = await publish(world, first, ...between, forward);
	await sandbox.receive(INBOX, {
		from: 'jane@example.com',
		subject: 'A file for you',
		attachments: [
			{
				filename: 'scan.bin',
				content_type: 'application/octet-stream',
				content: FILE.toString('base64'),
			},
		],
	});
	const [execution] = await n8n.client.endedExecutions(workflow.id, 1);
	const [sent] = outputOf(execution!, 'Send on');
	await n8n.client.deactivate(workflow.id);

	const inbox = encodeURIComponent(INBOX);
	const place = `${sandbox.url}/v0/inboxes/${inbox}/messages/${encodeURIComponent(String(sent?.json.message_id))}`;
	const headers = { authorization: `Bearer ${sandbox.apiKey}` };
	const message = (await (await fetch(place, { headers })).json()) as {
		attachments: Array<{ attachment_id: string; filename: string }>;
	};
	expect(message.attachments.map(({ filename }) => filename)).toEqual(['scan.bin']);
	const found = await fetch(`${place}/attachments/${message.attachments[0]?.attachment_id}`, {
		headers,
	});
	const { download_url } = (await found.json()) as { download_url: string };
	const bytes = Buffer.from(await (await fetch(download_url)).arrayBuffer());
	expect(sha256(bytes)).toBe(sha256(FILE));
}

function sha256(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
