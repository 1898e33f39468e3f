import { describe, expect, test } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { fieldCases } from '../fixtures/field.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);
const send = { resource: 'message', operation: 'send', inboxId, to: 'jane@example.com' };
const fieldCase = (id: string) => fieldCases('').find((each) => each.id === id)!;

/** The bodies of what was asked of AgentMail to send. */
const sent = () =>
	at.sandbox.requests
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body as Record<string, unknown>);

describe('what a message says', () => {
	test.each<[id: string, wanted: object]>([
		['subject-trailing-newline', { subject: 'Your order has shipped' }],
		['to-markdown-link', { to: ['jane@example.com'] }],
		['to-nested-list', { to: ['a@example.com', 'b@example.com'] }],
	])('of a case from the field: %s', async (id, wanted) => {
		const { params, items } = fieldCase(id);
		await at.engine.action({ ...send, subject: 'Order', text: 'Hi', ...params }, items);
		expect(sent()).toEqual([expect.objectContaining(wanted)]);
	});

	test.each([
		['blanks', '  '],
		['line breaks', '\n\r\n'],
		['a blank of HTML', '\u00a0'],
	])('is nothing where there are only %s', async (_what, text) => {
		await expect(at.engine.action({ ...send, text })).rejects.toThrow('The message is empty');
		await at.engine.action({ ...send, text, options: { html: '<p>Hi</p>' } });
		expect(sent()).toEqual([expect.not.objectContaining({ text: expect.anything() })]);
	});

	test.each(['null', 'None', 'undefined', ' NULL\n'])(
		'in HTML is not "%s", which models and expressions write for nothing',
		async (html) => {
			await at.engine.action({ ...send, text: 'Hi', options: { html } });
			expect(sent()).toEqual([expect.not.objectContaining({ html: expect.anything() })]);
		},
	);

	test('may be such a word', async () => {
		await at.engine.action({ ...send, text: 'None' });
		expect(sent()).toMatchObject([{ text: 'None' }]);
	});

	test.each([
		['Hello,\\n\\nyour order.\\r\\nBye', 'Hello,\n\nyour order.\nBye'],
		['One line', 'One line'],
		['Write \\n for a break:\nso', 'Write \\n for a break:\nso'],
		['It is in C:\\new\\notes.txt', 'It is in C:\\new\\notes.txt'],
		['It is in \\\\nas\\notes', 'It is in \\\\nas\\notes'],
	])('of a model: %j is %j', async (text, read) => {
		await at.engine.tool({ ...send, subject: 'Order', text });
		expect(sent()).toMatchObject([{ text: read }]);
	});

	test('of a person keeps its backslashes', async () => {
		await at.engine.action({ ...send, text: 'a\\nb' });
		expect(sent()).toMatchObject([{ text: 'a\\nb' }]);
	});
});

describe('a picture in HTML that no file is there for', () => {
	const html = '<p>Hi</p><img src="cid:logo">';
	const sentence = 'no attachment has the Content ID logo';
	const answers = async (parameters: object) => {
		const mail = await at.sandbox.receive(INBOX, { from: 'a@b.io', subject: 'x', text: 'x' });
		const ids = { messageId: byId(mail.message_id), threadId: byId(mail.thread_id) };
		return await at.engine.action({ inboxId, ...ids, text: 'Hi', ...parameters });
	};

	test.each([
		['message', 'send', { to: 'a@b.io' }],
		['message', 'reply', {}],
		['message', 'replyAll', {}],
		['thread', 'reply', {}],
		['draft', 'create', { to: 'a@b.io' }],
	])('is a sentence (%s: %s), and nothing is sent', async (resource, operation, more) => {
		await expect(answers({ resource, operation, ...more, options: { html } })).rejects.toThrow(
			sentence,
		);
		expect(sent()).toEqual([]);
	});

	test.each([
		'<IMG SRC = cid:logo>',
		"<td background='cid:logo'>",
		'<div style="background:url(cid:logo)">',
	])('is found in %s', async (written) => {
		await expect(at.engine.action({ ...send, options: { html: written } })).rejects.toThrow(
			sentence,
		);
	});

	test.each([
		['the file is there', html, 'logo'],
		['its ID is written as in a header', html, '<logo>'],
		['its ID is escaped as URLs are (RFC 2392)', '<img src="cid:logo%40x">', 'logo@x'],
		['HTML tells of one', '<p>Write src=cid: and its name</p>', 'logo'],
	])('is none where %s', async (_what, written, contentId) => {
		const row = { source: 'base64', content: 'aGk=', inline: true, contentId };
		await at.engine.action({
			...send,
			options: { html: written, attachments: { attachment: [row] } },
		});
		expect(sent()).toHaveLength(1);
	});

	test('may be one of the message that is forwarded, whose files go along', async () => {
		await answers({
			resource: 'message',
			operation: 'forward',
			to: 'a@b.io',
			options: { html },
		});
		expect(sent()).toHaveLength(1);
	});
});

describe('files of the incoming item', () => {
	const file = (fileName: string) => ({
		data: btoa(fileName),
		mimeType: 'text/plain',
		fileName,
	});
	const attach = async (binary: Record<string, object>, property = 'data') =>
		await at.engine.action(
			{ ...send, options: { attachments: { attachment: [{ source: 'binary', property }] } } },
			[{ json: {}, binary } as INodeExecutionData],
		);
	const names = () =>
		sent().map(({ attachments }) =>
			(attachments as Array<{ filename: string }>).map(({ filename }) => filename),
		);

	test('are those of a received email where the panel was left as it is', async () => {
		await attach({ attachment_0: file('a.txt'), attachment_1: file('b.txt') });
		expect(names()).toEqual([['a.txt', 'b.txt']]);
	});

	test('are the one that the panel names where there is one', async () => {
		await attach({ attachment_0: file('a.txt'), data: file('b.txt') });
		expect(names()).toEqual([['b.txt']]);
	});

	test.each([
		[{ attachment_0: file('a.txt'), photo: file('b.txt') }, 'data', 'attachment_0, photo'],
		[{ attachment_0: file('a.txt') }, 'invoice', 'attachment_0'],
	])('are named where the panel names another: %j', async (binary, property, others) => {
		await expect(attach(binary, property)).rejects.toThrow(
			`The item has no file in the binary field "${property}". It has files in: ${others}.`,
		);
		expect(sent()).toEqual([]);
	});
});

describe('what sends says from which inbox', () => {
	test.each([
		['message', 'send', { to: 'a@b.io' }],
		['message', 'reply', {}],
		['message', 'replyAll', {}],
		['message', 'forward', { to: 'a@b.io' }],
		['thread', 'reply', {}],
		['draft', 'send', {}],
	])('%s: %s', async (resource, operation, more) => {
		const mail = await at.sandbox.receive(INBOX, { from: 'a@b.io', subject: 'x', text: 'x' });
		const draft = { resource: 'draft', operation: 'create', inboxId, to: 'a@b.io', text: 'Hi' };
		const [{ json: created }] = (await at.engine.action(draft)) as [INodeExecutionData];
		const [{ json }] = (await at.engine.action({
			resource,
			operation,
			inboxId,
			messageId: byId(mail.message_id),
			threadId: byId(mail.thread_id),
			draftId: byId(String(created.draft_id)),
			text: 'Hi',
			...more,
		})) as [INodeExecutionData];
		expect(Object.keys(json)).toEqual(['inbox_id', 'message_id', 'thread_id']);
		expect(json.inbox_id).toBe(INBOX);
	});
});

test('a filter by time that names no year is refused, and nothing is asked', async () => {
	const { resource } = fieldCase('time-no-year');
	await expect(at.engine.action({ ...resource, inboxId })).rejects.toThrow('May 3');
	expect(at.sandbox.requests).toEqual([]);
});
