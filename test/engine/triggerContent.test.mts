import { afterEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { InboundMail } from '../../sandbox/mail/inbound.mjs';
import { built } from '../../scripts/engine/engine.mjs';
import { fieldCases } from '../fixtures/field.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';
import { useTrigger } from './triggerReceiver.mjs';

const fixture = useSandbox({ retryScheduleMs: [] });
const trigger = useTrigger(fixture);
const publish = async (options: object, parameters: object = {}) =>
	await trigger.publish({ ...parameters, options });

/** The item that a mail starts a run with. */
async function receive(mail: Partial<InboundMail> = {}): Promise<INodeExecutionData> {
	trigger.forget();
	await fixture.sandbox.receive(INBOX, { from: 'jane@example.com', text: 'Hi', ...mail });
	await fixture.sandbox.idle(20_000);
	expect(trigger.received.map(({ status }) => status)).toEqual([200]);
	return trigger.received[0]!.items![0]!;
}

const reads = () =>
	fixture.sandbox.requests.flatMap(({ method, path }) =>
		method === 'GET' && path.includes('/inboxes/') ? [decodeURIComponent(path)] : [],
	);

/** How long completing a mail may take, to be made short. */
const { CONTENT_SECONDS } = built(
	'events/content',
) as typeof import('../../nodes/AgentMail/events/content.js');
const { webhook } = CONTENT_SECONDS;
afterEach(() => void (CONTENT_SECONDS.webhook = webhook));

const BIG = { text: 'x'.repeat(1_200_000) };

const file = (filename: string, bytes: string) => ({
	filename,
	content_type: 'text/plain',
	content: Buffer.from(bytes),
});

describe('a body that AgentMail left out', () => {
	test('is read from the API', async () => {
		await publish({});
		const { json } = await receive(BIG);
		expect(json.text).toBe(BIG.text);
		expect(json).not.toHaveProperty('incomplete');
		expect(reads()).toEqual([`/v0/inboxes/${INBOX}/messages/${json.message_id}`]);
	});

	test('stands in the raw payload as if it had been delivered', async () => {
		await publish({ simplify: false });
		const { json } = await receive(BIG);
		expect((json.message as IDataObject).text).toBe(BIG.text);
		expect(json).toMatchObject({
			event_type: 'message.received',
			event: { verified_by: 'svix-signature' },
		});
	});

	test.each([403, 404, 500])(
		'that the API refuses with %d leaves a mail that says so',
		async (status) => {
			await publish({});
			fixture.sandbox.fault({ match: { method: 'GET' }, action: { status } });
			const { json } = await receive({ ...BIG, subject: 'Big' });
			expect(json).toMatchObject({ subject: 'Big', text: null, incomplete: true });
		},
	);

	test('that takes too long is not waited for', async () => {
		await publish({});
		fixture.sandbox.fault({ match: { path: /messages/ }, action: { delayMs: 15_000 } });
		CONTENT_SECONDS.webhook = 0.1;
		const { json } = await receive(BIG);
		expect(json).toMatchObject({ text: null, incomplete: true });
	});

	test('a body that came causes no request', async () => {
		await publish({});
		await receive();
		await receive({ text: undefined, html: '<p>Hi</p>' });
		expect(reads()).toEqual([]);
	});
});

describe('Fetch Full Message', () => {
	test('reads every mail as it is now', async () => {
		await publish({ fetchFullMessage: true });
		const { json } = await receive();
		expect(json.text).toBe('Hi');
		expect(reads()).toHaveLength(1);
	});

	test('asks by id, whatever addresses the mail holds', async () => {
		const all = { fetchFullMessage: true, downloadAttachments: true, includeThread: true };
		await publish(all, { filters: { skipMailingLists: false } });
		const url = 'http://169.254.169.254/latest';
		await receive({
			html: `<img src="${url}">`,
			headers: { 'X-Download-Url': url, 'List-Post': url },
			attachments: [file(url, 'x')],
		});
		expect(reads()).toHaveLength(3);
		expect(reads().every((path) => path.startsWith(`/v0/inboxes/${INBOX}/`))).toBe(true);
	});
});

describe('Include Thread', () => {
	test('adds the conversation, simplified as the mail is', async () => {
		await publish({ includeThread: true });
		const first = '<first@mail.example.com>';
		await receive({ subject: 'Hi', message_id: first });
		const { json } = await receive({ subject: 'Re: Hi', text: 'Again', in_reply_to: first });
		expect(json.thread).toMatchObject({
			thread_id: json.thread_id,
			message_count: 2,
			messages: [{ text: 'Hi' }, { text: 'Again' }],
		});
	});

	test('raw, in the place of the delivered one', async () => {
		await publish({ includeThread: true, simplify: false });
		const { json } = await receive();
		expect(json.thread).toMatchObject({
			message_count: 1,
			messages: [{ text: 'Hi', preview: 'Hi' }],
		});
	});

	test('that cannot be read leaves the mail', async () => {
		await publish({ includeThread: true });
		fixture.sandbox.fault({ match: { path: /threads/ }, action: { status: 404 } });
		const { json } = await receive();
		expect(json).toMatchObject({ text: 'Hi', incomplete: true });
		expect(json).not.toHaveProperty('thread');
	});
});

test('a switch that an expression spells out is taken at its word', async () => {
	await publish({ includeThread: '={{ "true" }}', simplify: '={{ "false" }}' });
	const { json } = await receive();
	expect(json).toMatchObject({ message: { text: 'Hi' }, thread: { message_count: 1 } });
});

describe('Download Attachments', () => {
	const attachments = [file('a.txt', 'first'), file('../b.txt', 'second'), file('c.txt', 'third')];

	test('puts the files on the item, in order', async () => {
		await publish({ downloadAttachments: true });
		const { json, binary } = await receive({ attachments });
		expect(Object.keys(binary!).sort()).toEqual(['attachment_0', 'attachment_1', 'attachment_2']);
		expect(binary!.attachment_1).toMatchObject({ fileName: 'b.txt', mimeType: 'text/plain' });
		expect(json.attachments).toHaveLength(3);
		expect(json).not.toHaveProperty('incomplete');
	});

	test.each(fieldCases('file'))('$id: $says', async ({ trigger, mail, expect: expected }) => {
		await publish(trigger?.options ?? {});
		const { binary } = await receive(mail);
		const { fileName, mimeType } = binary!.attachment_0!;
		const pattern = /^\/(.*)\/$/.exec(String(expected.fileName))?.[1];
		if (pattern !== undefined) expect(fileName).toMatch(new RegExp(pattern));
		else expect(mimeType).toBe(expected.mimeType);
	});

	test('gives no two files one name, whatever arrives first', async () => {
		await publish({ downloadAttachments: true });
		const names = ['scan.pdf', 'Scan.PDF', 'scan (2).pdf', 'scan.pdf', 'scan', 'scan'];
		const { binary } = await receive({ attachments: names.map((name) => file(name, name)) });
		expect(Object.entries(binary!).map(([field, { fileName }]) => [field, fileName])).toEqual([
			['attachment_0', 'scan.pdf'],
			['attachment_1', 'Scan (2).PDF'],
			['attachment_2', 'scan (2) (2).pdf'],
			['attachment_3', 'scan (3).pdf'],
			['attachment_4', 'scan'],
			['attachment_5', 'scan (2)'],
		]);
	});

	test('under the names that were chosen', async () => {
		await publish({ downloadAttachments: true, binaryPropertyPrefix: 'file' });
		expect(Object.keys((await receive({ attachments })).binary!)).toContain('file0');
	});

	test('none without attachments, and none unless asked for', async () => {
		await publish({ downloadAttachments: true });
		expect(await receive()).not.toHaveProperty('binary');
		trigger.change({ options: {} });
		expect(await receive({ attachments })).not.toHaveProperty('binary');
		expect(reads()).toEqual([]);
	});

	test('no more than the limits allow, and says so', async () => {
		await publish({ downloadAttachments: true, maxAttachments: 2 });
		const few = await receive({ attachments });
		expect(Object.keys(few.binary!).sort()).toEqual(['attachment_0', 'attachment_1']);
		expect(few.json.incomplete).toBe(true);

		trigger.change({ options: { downloadAttachments: true, maxAttachmentMegabytes: 0.00001 } });
		const small = await receive({ attachments });
		expect(Object.keys(small.binary!).sort()).toEqual(['attachment_0', 'attachment_2']);
		expect(small.json.incomplete).toBe(true);
	});

	test('one that is slow is not waited for, and the others are there', async () => {
		await publish({ downloadAttachments: true });
		fixture.sandbox.fault({
			match: { path: /attachments/ },
			times: 1,
			action: { delayMs: 15_000 },
		});
		// Long enough for the others.
		CONTENT_SECONDS.webhook = 3;
		const { json, binary } = await receive({ attachments });
		expect(Object.keys(binary!)).toHaveLength(2);
		expect(json.incomplete).toBe(true);
	});

	test('one that fails does not take the others along', async () => {
		await publish({ downloadAttachments: true });
		fixture.sandbox.fault({
			match: { path: /attachments/ },
			times: 1,
			action: { status: 404 },
		});
		const { json, binary } = await receive({ attachments });
		expect(Object.keys(binary!)).toHaveLength(2);
		expect(json).toMatchObject({ text: 'Hi', incomplete: true });
	});
});

test('other events are handed on as they came', async () => {
	const all = { fetchFullMessage: true, downloadAttachments: true, includeThread: true };
	await publish(all, { events: ['message.sent'] });
	await fixture.engine.action({
		resource: 'message',
		operation: 'send',
		inboxId: byId(INBOX),
		to: 'jane@example.com',
		subject: 'Hi',
		text: 'Hi',
	});
	await fixture.sandbox.idle();
	expect(trigger.received[0]!.items![0]!.json).toMatchObject({
		event: { type: 'message.sent' },
	});
	expect(reads()).toEqual([]);
});
