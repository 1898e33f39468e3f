import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { timings } from '../../nodes/AgentMail/transport/timings.js';
import { built } from '../../scripts/engine/engine.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
/** The times of the built node, made short. */
Object.assign((built('transport/timings') as { timings: typeof timings }).timings, {
	firstWait: 20,
});

const PDF = '%PDF-1.4\nBT (Invoice 1042) Tj (Total: 99.50 EUR) Tj ET\n%%EOF';
const TEXT = 'Invoice 1042\nTotal: 99.50 EUR';

async function receive(content: string | Buffer = PDF, content_type = 'application/pdf') {
	const file = { filename: 'invoice', content_type, content: Buffer.from(content) };
	const mail = await at.sandbox.receive(INBOX, { from: 'a@b.co', attachments: [file] });
	const [attachment] = mail.attachments!;
	const ids = {
		inboxId: byId(INBOX),
		messageId: byId(mail.message_id),
		threadId: byId(mail.thread_id),
		attachmentId: byId(attachment!.attachment_id),
	};
	return { ids, mail };
}

const read = async (resource: string, operation: string, more: object) => {
	const [item] = await at.engine.action({ resource, operation, ...more });
	return item!;
};

describe('the text of an attachment', () => {
	test('is read by an operation, without a link', async () => {
		const { ids } = await receive();
		const { json } = await read('message', 'getAttachmentText', ids);
		expect(json).toMatchObject({ filename: 'invoice', attachment_text: TEXT });
		expect(JSON.stringify(json)).not.toContain('http');
	});

	test('is fetched without the API key', async () => {
		const { ids } = await receive();
		await read('message', 'getAttachmentText', ids);
		// The sandbox answers 400 to a signed link with a key, as S3 does.
		expect(at.sandbox.requests.at(-1)!.path).toContain('/attachments/');
	});

	test.each(['message', 'thread'])('comes with a download of a %s', async (resource) => {
		const { ids } = await receive();
		const options = { extractedText: true };
		const { json, binary } = await read(resource, 'downloadAttachment', { ...ids, options });
		expect(json).toMatchObject({ attachment_text: TEXT });
		expect(Object.keys(binary ?? {})).toEqual(['data']);
	});

	test('comes with a message and a thread', async () => {
		const { ids } = await receive();
		const options = { includeAttachmentText: true };
		const message = await read('message', 'get', { ...ids, options });
		expect(message.json.attachments).toMatchObject([{ attachment_text: TEXT }]);
		const thread = await read('thread', 'get', { ...ids, options });
		const [first] = thread.json.messages as IDataObject[];
		expect(first?.attachments).toMatchObject([{ attachment_text: TEXT }]);
	});

	test('is waited for if it is not ready yet', async () => {
		at.sandbox.settings.attachmentTextMs = 30;
		const { ids } = await receive();
		const { json } = await read('message', 'getAttachmentText', ids);
		expect(json.attachment_text).toBe(TEXT);
	});

	test('that never comes is told, and a picture has none', async () => {
		at.sandbox.settings.attachmentTextMs = 600_000;
		const { ids } = await receive();
		const late = await read('message', 'getAttachmentText', ids);
		expect(late.json).toMatchObject({ attachment_text: null });
		expect(late.json.attachment_text_note).toContain('try again');
		const picture = await receive('x', 'image/png');
		const { json } = await read('message', 'getAttachmentText', picture.ids);
		expect(json.attachment_text_note).toContain('no text from files of this type');
	});

	test('is cut where AgentMail cuts it, and for agents earlier, which is told', async () => {
		const { ids, mail } = await receive('x'.repeat(300_000), 'text/plain');
		const { json } = await read('message', 'getAttachmentText', ids);
		expect(String(json.attachment_text)).toHaveLength(250_000);
		expect(json.attachment_text_note).toContain('first 250000 characters');
		const [answer] = await at.engine.tool({
			...{ resource: 'message', operation: 'getAttachmentText', inboxId: byId(INBOX) },
			messageId: mail.message_id,
			attachmentId: mail.attachments![0]!.attachment_id,
		});
		expect(JSON.stringify(answer).length).toBeLessThan(52_000);
		expect(JSON.stringify(answer)).toMatch(/<data-[\da-f]+>x/);
	});

	test('that cannot be fetched is an error without its link', async () => {
		const { ids } = await receive();
		at.sandbox.store.files.clear();
		at.sandbox.fault({
			match: { path: /attachments/ },
			action: {
				status: 200,
				body: { attachment_id: 'a', size: 1, text_url: `${at.sandbox.url}/downloads/x/y` },
			},
		});
		const failed = read('message', 'getAttachmentText', ids);
		await expect(failed).rejects.toThrow('Could not read the text of the attachment');
		await expect(failed).rejects.not.toThrow('/downloads/');
	});
});
