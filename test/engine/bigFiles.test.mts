import type { RequestListener, ServerResponse } from 'node:http';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { byId, credentialFor, INBOX, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const serve = useServers();
const inboxId = byId(INBOX);
const send = { resource: 'message', operation: 'send', inboxId, to: 'jane@example.com', text: 'x' };
const attach = (...names: string[]) => ({
	attachments: { attachment: names.map((property) => ({ source: 'binary', property })) },
});
const refusal = { status: 403, body: { code: 'message_rejected', message: 'Blocked' } };
const bytesOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => i % 251));
const posts = () =>
	at.sandbox.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
const sentFiles = () =>
	[...at.sandbox.store.messages.values()]
		.filter(({ labels }) => labels.includes('sent'))
		.map(({ attachments = [] }) =>
			attachments.map(({ attachment_id, filename, content_type }) => ({
				filename,
				content_type,
				bytes: at.sandbox.store.files.get(attachment_id)!,
			})),
		);

async function itemWith(files: Record<string, Buffer>) {
	const stored = Object.entries(files).map(async ([name, bytes]) => [
		name,
		await at.engine.store(bytes, `${name}.pdf`, 'application/pdf'),
	]);
	return { json: {}, binary: Object.fromEntries(await Promise.all(stored)) };
}

describe('a file from the binary store', () => {
	test.each([1, 2, 3, 65_535, 65_536, 65_537, 200_000])(
		'of %i bytes arrives as it was',
		async (size) => {
			const bytes = bytesOf(size);
			await at.engine.action({ ...send, options: attach('invoice') }, [
				await itemWith({ invoice: bytes }),
			]);
			const file = sentFiles()[0]![0]!;
			expect(file).toMatchObject({ filename: 'invoice.pdf', content_type: 'application/pdf' });
			expect(file.bytes.equals(bytes)).toBe(true);
		},
	);

	test('goes together with others, and with text that looks like anything', async () => {
		const files = { one: bytesOf(1000), two: bytesOf(5000) };
		const text = '"content":"🙂" \\u0000 \u2028';
		await at.engine.action({ ...send, text, options: attach('one, two') }, [await itemWith(files)]);
		expect(sentFiles()[0]!.map(({ bytes }) => bytes)).toEqual([files.one, files.two]);
		expect([...at.sandbox.store.messages.values()][0]!.text).toBe(text);
	});

	test('that is empty is a sentence', async () => {
		await expect(
			at.engine.action({ ...send, options: attach('empty') }, [
				await itemWith({ empty: Buffer.alloc(0) }),
			]),
		).rejects.toThrow('The file in the binary field "empty" is empty.');
		expect(at.sandbox.requests).toEqual([]);
	});

	test.each([
		['longer', 10],
		['shorter', 5000],
	])('that is %s than it says is a sentence', async (_what, bytes) => {
		const item = await itemWith({ invoice: bytesOf(1000) });
		item.binary.invoice.bytes = bytes;
		await expect(at.engine.action({ ...send, options: attach('invoice') }, [item])).rejects.toThrow(
			'The file "invoice.pdf" is incomplete',
		);
		expect(at.sandbox.requests).toEqual([]);
	});

	test('whose size the item does not tell is measured in the store', async () => {
		const item = await itemWith({ invoice: bytesOf(1000) });
		delete item.binary.invoice.bytes;
		await at.engine.action({ ...send, options: attach('invoice') }, [item]);
		expect(sentFiles()[0]![0]!.bytes).toHaveLength(1000);
	});
});

test('what is no file is a sentence', async () => {
	const item = { json: {}, binary: { data: { fileName: 'a.txt' } } } as object;
	await expect(at.engine.action({ ...send, options: attach('data') }, [item])).rejects.toThrow(
		'The binary field "data" contains no file.',
	);
});

describe('a download', () => {
	const bytes = bytesOf(300_000);
	const download = {
		resource: 'message',
		operation: 'downloadAttachment',
		inboxId,
		messageId: byId('<1@example.com>'),
		attachmentId: byId('file-1'),
	};

	/** A server of one's own, which has the file too and answers each request for it in turn. */
	async function host(...answers: Array<(response: ServerResponse) => void>) {
		let requests = 0;
		const baseUrl = await serve(({ url }, response) => {
			if (url === '/file') return answers[requests++]!(response);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ download_url: `${baseUrl}/file` }));
		});
		at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl });
	}

	const whole = (response: ServerResponse) => response.end(bytes);
	const breaksOff = (response: ServerResponse) => {
		response.setHeader('content-length', bytes.length);
		response.write(bytes.subarray(0, 100_000), () => response.destroy());
	};
	const fails = (status: number) => (response: ServerResponse) => response.writeHead(status).end();

	test.each([
		['breaks off', breaksOff],
		['is refused for a moment', fails(503)],
	])('that %s is repeated, and the file is whole', async (_what, first) => {
		await host(first, whole);
		const [item] = await at.engine.action(download);
		expect((await at.engine.bytes(item!.binary!.data!)).equals(bytes)).toBe(true);
	});

	test('that breaks off each time is a sentence and no file', async () => {
		await host(breaksOff, breaksOff, breaksOff, breaksOff);
		await expect(at.engine.action(download)).rejects.toThrow('the connection was lost');
	}, 15_000);

	test('whose link is no longer valid is a sentence', async () => {
		await host(fails(403));
		await expect(at.engine.action(download)).rejects.toThrow(
			'Could not download the file (HTTP 403). Run the node again',
		);
	});
});

test('a message of 6 MB goes; one byte more is refused by the node, as the server would', async () => {
	const ofSize = (text: string) => ({ ...send, text });
	const bodySize = () => at.sandbox.requests.at(-1)!.rawBody.length;
	await at.engine.action(ofSize('x'));
	const text = 'x'.repeat(6_000_000 - bodySize() + 1);

	await at.engine.action(ofSize(text));
	expect(bodySize()).toBe(6_000_000);
	const { path, headers, rawBody } = at.sandbox.requests.at(-1)!;
	expect(at.sandbox.store.messages.size).toBe(2);

	await expect(at.engine.action(ofSize(`${text}x`))).rejects.toThrow(
		'accepts only 6 MB in one request',
	);
	expect(at.sandbox.requests).toHaveLength(2);
	const { status } = await fetch(`${at.sandbox.url}${path}`, {
		method: 'POST',
		headers: { authorization: String(headers.authorization) },
		body: Buffer.concat([rawBody, Buffer.from(' ')]),
	});
	expect(status).toBe(413);
});

describe('files that are too large for a request', () => {
	// n8n's `/rest/binary-data/signed`, which serves a file to whoever has the link.
	const n8n: RequestListener = (request, response) => {
		const { searchParams } = new URL(request.url ?? '', 'http://n8n');
		const [, payload = ''] = (searchParams.get('token') ?? '').split('.');
		const { id } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { id: string };
		void at.engine.bytes({ id, data: '', mimeType: '' }).then((bytes) => response.end(bytes));
	};
	const large = bytesOf(5_000_000);
	const small = bytesOf(1000);

	beforeEach(async () => at.engine.useAddress(await serve(n8n)));

	test('go as links, through a draft that leaves nothing behind', async () => {
		const [sent] = await at.engine.action({ ...send, options: attach('large', 'small') }, [
			await itemWith({ large, small }),
		]);
		expect(sent!.json.message_id).toBeDefined();
		expect(sentFiles()[0]!.map(({ bytes }) => bytes.length)).toEqual([5_000_000, 1000]);
		expect(posts().map((path) => path.split('/').pop())).toEqual(['drafts', 'send']);
		expect(at.sandbox.store.drafts.size).toBe(0);
	});

	test('go once, though the answer gets lost and Retry on Fail makes new links', async () => {
		at.sandbox.fault({ match: { path: /drafts$/ }, times: 1, action: 'lostAnswer' });
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'lostAnswer' });
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: refusal });
		const [sent] = await at.engine.action(
			{ ...send, options: attach('large') },
			[await itemWith({ large })],
			// A second later a link is another.
			{ retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		);
		expect(sentFiles()).toHaveLength(1);
		expect(sent!.json).toHaveProperty('already_sent');
		expect(at.sandbox.store.drafts.size).toBe(0);
	}, 30_000);

	test('answer, answer all and forward keep their meaning', async () => {
		const mail = await at.sandbox.receive(INBOX, {
			from: 'Jane <jane@example.com>',
			to: [INBOX, 'joe@example.com'],
			subject: 'Question',
			text: 'Where?',
		});
		const item = await itemWith({ large });
		const about = { inboxId, messageId: byId(mail.message_id), options: attach('large') };
		const run = async (operation: string, more = {}) => {
			const [answer] = await at.engine.action(
				{ resource: 'message', operation, ...about, ...more },
				[item],
			);
			return at.sandbox.store.message(INBOX, String(answer!.json.message_id))!;
		};
		expect(await run('reply')).toMatchObject({
			to: ['Jane <jane@example.com>'],
			in_reply_to: mail.message_id,
			subject: 'Re: Question',
			thread_id: mail.thread_id,
		});
		expect((await run('replyAll')).cc).toContain('joe@example.com');
		expect(await run('forward', { to: 'boss@example.com' })).toMatchObject({
			to: ['boss@example.com'],
			subject: 'Fwd: Question',
		});
		expect(sentFiles()).toHaveLength(3);
	});

	test('leave no draft when AgentMail refuses the mail', async () => {
		at.sandbox.fault({ match: { path: /send$/ }, action: refusal });
		await expect(
			at.engine.action({ ...send, options: attach('large') }, [await itemWith({ large })]),
		).rejects.toThrow('Blocked');
		expect(at.sandbox.store.drafts.size).toBe(0);
	});

	const impossible = 'Attach the file by URL, make it smaller, or put a link in the text';
	test.each([
		[
			'with headers, which a draft cannot have',
			{ headers: { pair: [{ name: 'X-A', value: '1' }] } },
		],
		['with open tracking', { trackOpens: true }],
	])('%s are a sentence', async (_what, options) => {
		const parameters = { ...send, options: { ...attach('large'), ...options } };
		await expect(at.engine.action(parameters, [await itemWith({ large })])).rejects.toThrow(
			'neither Headers nor Track Opens',
		);
		expect(at.sandbox.requests).toEqual([]);
	});

	test('of more than 30 MB are a sentence, and nothing of them is read', async () => {
		const item = await itemWith({ large });
		item.binary.large.bytes = 31_000_000;
		await expect(at.engine.action({ ...send, options: attach('large') }, [item])).rejects.toThrow(
			impossible,
		);
		expect(at.sandbox.requests).toEqual([]);
	});

	test('that n8n keeps in memory, or a draft, are a sentence', async () => {
		const data = large.toString('base64');
		const inMemory = { json: {}, binary: { large: { data, mimeType: 'application/pdf' } } };
		await expect(
			at.engine.action({ ...send, options: attach('large') }, [inMemory]),
		).rejects.toThrow(impossible);
		const draft = { resource: 'draft', operation: 'create', draftType: 'new', inboxId };
		await expect(
			at.engine.action({ ...draft, options: attach('large') }, [await itemWith({ large })]),
		).rejects.toThrow(impossible);
		expect(at.sandbox.requests).toEqual([]);
	});

	test.each([
		['the US region, where it needs a public https address', 'us', 'http://127.0.0.1:1'],
		['a private address over https', 'us', 'https://192.168.1.5'],
		['public http', 'us', 'http://n8n.example.com'],
	])('at %s are a sentence', async (_what, environment, address) => {
		at.engine.useCredential({ ...credentialFor(at.sandbox), environment });
		at.engine.useAddress(address);
		await expect(
			at.engine.action({ ...send, options: attach('large') }, [await itemWith({ large })]),
		).rejects.toThrow('no public https address');
		expect(at.sandbox.requests).toEqual([]);
	});
});
