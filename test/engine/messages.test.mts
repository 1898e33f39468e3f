import { describe, expect, test } from '@jest/globals';

import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);
const mailsTo = (address: string) =>
	[...at.sandbox.store.messages.values()].filter((message) =>
		message.to?.some((to) => to.includes(address)),
	);

describe('a message without content', () => {
	test.each([
		['message', 'send', { to: 'jane@example.com', subject: 'Your order' }],
		['message', 'reply', {}],
		['message', 'replyAll', {}],
		['thread', 'reply', {}],
	])('%s: %s is refused with advice, and nothing is mailed', async (resource, operation, more) => {
		const mail = await at.sandbox.receive(INBOX, { from: 'a@b.io', subject: 'x', text: 'x' });
		const ids = { messageId: byId(mail.message_id), threadId: byId(mail.thread_id) };
		const text = '={{ $json.answer }}';
		await expect(
			at.engine.action({ resource, operation, inboxId, ...ids, text, ...more }),
		).rejects.toThrow('The message is empty. Fill in Text');
		expect(at.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	test.each([
		['HTML', { html: '<p>Hi</p>' }],
		['a file', { attachments: { attachment: [{ source: 'base64', content: 'aGk=' }] } }],
	])('is one that has neither text nor anything else: %s is enough', async (_what, options) => {
		const to = 'jane@example.com';
		await at.engine.action({ resource: 'message', operation: 'send', inboxId, to, options });
		expect(mailsTo(to)).toHaveLength(1);
	});
});

describe('the email format', () => {
	const HTML = '<h1>Hello Jane</h1><p>It is <b>on its way</b>.</p>';

	const written = async (
		[resource, operation, more]: readonly [string, string, object],
		content: object,
	) => {
		const mail = await at.sandbox.receive(INBOX, { from: 'a@b.io', subject: 'x', text: 'x' });
		const ids = { messageId: byId(mail.message_id), threadId: byId(mail.thread_id) };
		await at.engine.action({ resource, operation, inboxId, ...ids, ...more, ...content });
		const { text, html } = at.sandbox.requests.at(-1)!.body as { text?: string; html?: string };
		return { text, html };
	};

	const OPERATIONS = [
		['message', 'send', { to: 'jane@example.com' }],
		['message', 'reply', {}],
		['message', 'replyAll', {}],
		['message', 'forward', { to: 'jane@example.com' }],
		['thread', 'reply', {}],
		['draft', 'create', { draftType: 'reply' }],
	] as const;

	test.each(OPERATIONS)('%s: %s with HTML alone has a text made from it', async (...operation) => {
		const { text, html } = await written(operation, { emailFormat: 'html', html: HTML });
		expect(html).toBe(HTML);
		expect(text?.split(/\s+/).join(' ')).toBe('Hello Jane It is on its way.');
	});

	test.each(OPERATIONS)('%s: %s with both has what is written', async (...operation) => {
		const content = { text: 'Hello!', html: HTML };
		expect(await written(operation, { emailFormat: 'both', ...content })).toEqual(content);
	});

	test.each(OPERATIONS)('%s: %s as stored before there was a format', async (...operation) => {
		const stored = { text: 'Hello!', options: { html: HTML } };
		expect(await written(operation, stored)).toEqual({ text: 'Hello!', html: HTML });
		expect(await written(operation, { options: { html: HTML } })).toEqual({ html: HTML });
	});

	test('what was written in a format that is no longer chosen stays out', async () => {
		const content = { text: 'An old text', html: HTML };
		const [, reply] = OPERATIONS;
		expect(await written(reply, { emailFormat: 'text', ...content })).toEqual({
			text: 'An old text',
		});
		const { text } = await written(reply, { emailFormat: 'html', ...content });
		expect(text).not.toContain('An old text');
	});
});

describe('message: send', () => {
	test('each item is one mail, and each output item belongs to its input item', async () => {
		const items = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ address: `customer${n}@example.com` }));
		const output = await at.engine.action(
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: '={{ $json.address }}',
				subject: 'Hi',
				text: 'Hello',
			},
			items,
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		for (const [i, { address }] of items.entries()) {
			expect(mailsTo(address).map(({ message_id }) => message_id)).toEqual([
				output[i]!.json.message_id,
			]);
		}
	});

	test('a date of an expression is written without quotes', async () => {
		const subject = "={{ DateTime.fromISO('2026-01-31T09:00:00Z', { zone: 'utc' }) }}";
		const options = { headers: { pair: [{ name: 'X-Due', value: '={{ new Date(0) }}' }] } };
		const to = 'jane@example.com';
		const parameters = { resource: 'message', operation: 'send', inboxId, to, subject, options };
		await at.engine.action({ ...parameters, text: '={{ new Date(0) }}' });
		expect(at.sandbox.requests.at(-1)!.body).toMatchObject({
			subject: '2026-01-31T09:00:00.000Z',
			text: '1970-01-01T00:00:00.000Z',
			headers: { 'X-Due': '1970-01-01T00:00:00.000Z' },
		});
	});

	test('without a recipient nothing is sent, and the sentence names the fields', async () => {
		await expect(
			at.engine.action({ resource: 'message', operation: 'send', inboxId, text: 'x' }),
		).rejects.toThrow('The message has no recipient. Fill in To, CC or BCC.');
		expect(at.sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	test('51 recipients are refused before anything is sent', async () => {
		const to = Array.from({ length: 51 }, (_, i) => `a${i}@example.com`).join(', ');
		await expect(
			at.engine.action({ resource: 'message', operation: 'send', inboxId, to, text: 'x' }),
		).rejects.toThrow(
			'A message can have at most 50 recipients (To, CC and BCC together), and this one has 51.',
		);
	});

	test('a line break in the subject cannot add a header', async () => {
		await expect(
			at.engine.action({
				resource: 'message',
				operation: 'send',
				inboxId,
				to: 'a@example.com',
				subject: '={{ "x\\r\\nBcc: v@y.io" }}',
			}),
		).rejects.toThrow('Subject must be a single line.');
	});

	test.each([
		[
			'the value of a header',
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: 'a@example.com',
				options: { headers: { pair: [{ name: 'X-A', value: 'b\r\nBcc: v@y.io' }] } },
			},
		],
		[
			'the name of a header',
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: 'a@example.com',
				options: { headers: { pair: [{ name: 'X-A\nBcc', value: 'v@y.io' }] } },
			},
		],
		[
			'a recipient',
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: '={{ ["a@example.com\\r\\nBcc: v@y.io"] }}',
			},
		],
		[
			'a label',
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: 'a@example.com',
				options: { labels: '={{ ["x\\0y"] }}' },
			},
		],
		[
			'the display name of an inbox',
			{ resource: 'inbox', operation: 'create', displayName: 'Sales\r\nBcc: v@y.io' },
		],
		['the name of a pod', { resource: 'pod', operation: 'create', name: 'a\0b' }],
	])('a line break or NUL in %s is refused before anything is sent', async (_where, parameters) => {
		await expect(at.engine.action(parameters)).rejects.toThrow('must be a single line');
		expect(at.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	test.each(['To', 'bcc', 'FROM', 'Subject'])(
		'%s cannot be set as a custom header',
		async (name) => {
			const options = { headers: { pair: [{ name, value: 'v@y.io' }] } };
			await expect(
				at.engine.action({
					resource: 'message',
					operation: 'send',
					inboxId,
					to: 'a@example.com',
					options,
				}),
			).rejects.toThrow("can't be set under Headers");
		},
	);
});

describe('message: reply', () => {
	test('the answer goes to the sender, in the same thread', async () => {
		const mail = await at.sandbox.receive(INBOX, {
			from: 'Jane <jane@example.com>',
			subject: 'Question',
			text: 'Where?',
		});
		const [reply] = await at.engine.action({
			resource: 'message',
			operation: 'reply',
			inboxId,
			messageId: byId(mail.message_id),
			text: 'There.',
		});
		expect(reply!.json.thread_id).toBe(mail.thread_id);
		const [sent] = mailsTo('jane@example.com');
		expect(sent).toMatchObject({
			subject: 'Re: Question',
			text: 'There.',
			in_reply_to: mail.message_id,
		});
	});

	describe.each([['reply'], ['replyAll']])('%s', (operation) => {
		const headersOfReply = async (options: object) => {
			const mail = await at.sandbox.receive(INBOX, { from: 'jane@example.com', text: 'Where?' });
			const messageId = byId(mail.message_id);
			const parameters = { resource: 'message', operation, inboxId, messageId, text: 'There.' };
			await at.engine.action({ ...parameters, options });
			return mailsTo('jane@example.com')[0]!.headers;
		};

		test('says that a program wrote it, so that robots do not answer each other', async () => {
			expect(await headersOfReply({})).toEqual({ 'Auto-Submitted': 'auto-replied' });
		});

		test('says nothing of the kind where a person approved the text', async () => {
			expect(await headersOfReply({ automaticReply: false })).toBeUndefined();
		});

		test('leaves what is set under Headers', async () => {
			const pair = [{ name: 'auto-submitted', value: 'no' }];
			expect(await headersOfReply({ headers: { pair } })).toEqual({ 'auto-submitted': 'no' });
		});
	});
});

describe('message: get many', () => {
	test('Return All reads every page, newest first, each message once', async () => {
		for (let i = 0; i < 120; i++) {
			await at.sandbox.receive(INBOX, {
				from: 'jane@example.com',
				subject: `Mail ${i}`,
				text: 'x',
			});
		}
		const output = await at.engine.action({
			resource: 'message',
			operation: 'getAll',
			inboxId,
			returnAll: true,
			simplify: false,
		});
		expect(new Set(output.map(({ json }) => json.message_id)).size).toBe(120);
		expect(output[0]!.json.subject).toBe('Mail 119');
		expect(at.sandbox.requests.map(({ query }) => new URLSearchParams(query).get('limit'))).toEqual(
			['100', '100'],
		);
	});

	test('Limit asks for no more than is wanted', async () => {
		for (let i = 0; i < 5; i++)
			await at.sandbox.receive(INBOX, { from: 'jane@example.com', subject: `${i}`, text: 'x' });
		const output = await at.engine.action({
			resource: 'message',
			operation: 'getAll',
			inboxId,
			limit: 3,
		});
		expect(output).toHaveLength(3);
		expect(at.sandbox.requests.map(({ query }) => query)).toEqual(['limit=3']);
	});

	test('spam is left out unless asked for', async () => {
		await at.sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Hello', text: 'x' });
		await at.sandbox.receive(INBOX, {
			from: 'win@example.com',
			subject: 'You won',
			text: 'x',
			spam: true,
		});
		const subjects = async (filters: object) =>
			(await at.engine.action({ resource: 'message', operation: 'getAll', inboxId, filters })).map(
				({ json }) => json.subject,
			);
		expect(await subjects({})).toEqual(['Hello']);
		expect(await subjects({ includeSpam: true })).toEqual(['You won', 'Hello']);
	});
});

describe('attachments', () => {
	const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
	const file = {
		data: bytes.toString('base64'),
		mimeType: 'application/pdf',
		fileName: 'invoice.pdf',
	};

	test('a file of the input item arrives as it was, and is downloaded as it was', async () => {
		const colleague = at.sandbox.createInbox({ username: 'colleague' });
		await at.engine.action(
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: colleague.inbox_id,
				text: 'See the file',
				options: { attachments: { attachment: [{ source: 'binary', property: 'invoice' }] } },
			},
			[{ json: {}, binary: { invoice: file } }],
		);
		await at.sandbox.idle();
		const received = [...at.sandbox.store.messages.values()].find(
			({ inbox_id, labels }) => inbox_id === colleague.inbox_id && labels.includes('received'),
		)!;
		const [item] = await at.engine.action({
			resource: 'message',
			operation: 'downloadAttachment',
			inboxId: byId(colleague.inbox_id),
			messageId: byId(received.message_id),
			attachmentId: byId(received.attachments![0]!.attachment_id),
			binaryPropertyName: 'invoice',
		});
		const binary = item!.binary!.invoice!;
		expect(binary).toMatchObject({ fileName: 'invoice.pdf', mimeType: 'application/pdf' });
		expect((await at.engine.bytes(binary)).equals(bytes)).toBe(true);
		// The link opens the file for whoever has it, so it does not stay in the execution.
		expect(JSON.stringify(item!.json)).not.toContain('http');
	});

	test('a file whose type nobody said has the type of its name', async () => {
		const data = Buffer.from('Order 1042').toString('base64');
		const unknown = { data, mimeType: 'application/octet-stream', fileName: 'order.TXT' };
		const rows = [
			{ source: 'binary', property: 'order' },
			{ source: 'base64', content: data, filename: 'order.csv' },
			{ source: 'base64', content: data, filename: 'order.xyz' },
			{ source: 'base64', content: data, filename: 'order.csv', contentType: 'text/x-own' },
		];
		const message = { to: 'jane@example.com', text: 'x' };
		await at.engine.action(
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				...message,
				options: { attachments: { attachment: rows } },
			},
			[{ json: {}, binary: { order: unknown } }],
		);
		const [sent] = at.sandbox.store.messages.values();
		expect(sent!.attachments!.map(({ content_type }) => content_type)).toEqual([
			'text/plain',
			'text/csv',
			undefined,
			'text/x-own',
		]);
	});

	test('the file is fetched without the API key', async () => {
		// The sandbox answers 400 to a download that carries an Authorization header, as storage hosts do.
		const mail = await at.sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject: 'File',
			text: 'x',
			attachments: [
				{
					filename: 'a.txt',
					content_type: 'text/plain',
					content: Buffer.from('hello').toString('base64'),
				},
			],
		});
		const [item] = await at.engine.action({
			resource: 'message',
			operation: 'downloadAttachment',
			inboxId,
			messageId: byId(mail.message_id),
			attachmentId: byId(mail.attachments![0]!.attachment_id),
		});
		expect((await at.engine.bytes(item!.binary!.data!)).toString()).toBe('hello');
	});

	test.each([
		['a field that is not there', { source: 'binary', property: 'nope' }, /nope/],
		['an empty file', { source: 'binary', property: 'empty' }, 'is empty'],
		['broken base64', { source: 'base64', content: 'abc$' }, 'not valid base64'],
		['a path instead of an address', { source: 'url', url: '/etc/passwd' }, 'is not a web address'],
		[
			'a file name with a line break',
			{ source: 'base64', content: 'aGk=', filename: 'a\nb' },
			'must be a single line',
		],
		[
			'more than a request can hold',
			{ source: 'base64', content: 'a'.repeat(6_400_000) },
			'Attach the file by URL',
		],
	])('%s is a sentence, and nothing is sent', async (_what, attachment, sentence) => {
		await expect(
			at.engine.action(
				{
					resource: 'message',
					operation: 'send',
					inboxId,
					to: 'a@example.com',
					options: { attachments: { attachment: [attachment] } },
				},
				[{ json: {}, binary: { empty: { ...file, data: '' } } }],
			),
		).rejects.toThrow(sentence);
		expect(at.sandbox.requests).toEqual([]);
	});
});

describe('labels', () => {
	test('are added to and removed from a message', async () => {
		const { message_id } = await at.sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject: 'x',
			text: 'x',
		});
		const label = async (operation: string, labels: string) =>
			await at.engine.action({
				resource: 'label',
				operation,
				inboxId,
				messageId: byId(message_id),
				labels,
			});
		await label('add', 'answered, vip');
		await label('remove', 'unread');
		const [{ json }] = (await at.engine.action({
			resource: 'message',
			operation: 'get',
			inboxId,
			messageId: byId(message_id),
			simplify: false,
		})) as [{ json: { labels: string[] } }];
		expect(json.labels).toEqual(expect.arrayContaining(['received', 'answered', 'vip']));
		expect(json.labels).not.toContain('unread');
	});

	test('none given is a sentence', async () => {
		await expect(
			at.engine.action({
				resource: 'label',
				operation: 'add',
				inboxId,
				messageId: byId('<x@y>'),
				labels: ' , ',
			}),
		).rejects.toThrow('Labels is empty. Enter at least one label');
	});
});
