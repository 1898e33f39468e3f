import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startServer, type LocalServer } from '../../scripts/localServer.mjs';
import { startSandbox, type Message, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const SEND = `${inboxPath(INBOX)}/messages/send`;
/** Every byte there is, so that no encoding goes unnoticed. */
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

interface Download {
	download_url: string;
	expires_at: string;
	size: number;
}

let sandbox: Sandbox;
let api: Call;
let files: LocalServer;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
	files = await startServer((request, response) => {
		if (request.url === '/file') response.end(BYTES);
		else if (request.url === '/moved') response.writeHead(302, { location: '/file' }).end();
		else if (request.url === '/away') {
			response.writeHead(302, { location: 'http://example.com/' }).end();
		} else response.writeHead(404).end();
	});
});
afterEach(async () => {
	await sandbox.close();
	await files.close();
});

async function receiveFile(): Promise<Message> {
	return await sandbox.receive(INBOX, {
		from: 'a@b.c',
		attachments: [
			{
				filename: 'Grüße "1".bin',
				content_type: 'application/x-test',
				content: BYTES.toString('base64'),
			},
		],
	});
}

function attachmentPath({ inbox_id, message_id, attachments }: Message): string {
	return `${inboxPath(inbox_id, message_id)}/attachments/${attachments?.[0]?.attachment_id}`;
}

async function sentFiles(attachments: object[]): Promise<Buffer[]> {
	const { body } = await api<{ message_id: string }>('POST', SEND, {
		body: { to: 'x@example.com', attachments },
	});
	const message = sandbox.store.message(INBOX, body.message_id);
	return (message?.attachments ?? []).map(
		({ attachment_id }) => sandbox.store.files.get(attachment_id) ?? Buffer.alloc(0),
	);
}

describe('downloading', () => {
	test('an attachment is JSON with a URL that gives exactly its bytes, without a key', async () => {
		const message = await receiveFile();
		const { body } = await api<Download>('GET', attachmentPath(message));
		expect(body).toMatchObject({ ...message.attachments?.[0], size: 256 });
		expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now());
		const response = await fetch(body.download_url);
		expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
		expect(response.headers.get('content-type')).toBe('application/x-test');
	});

	test('an Authorization header beside the signed URL is a 400, as with S3', async () => {
		const { body } = await api<Download>('GET', attachmentPath(await receiveFile()));
		const response = await fetch(body.download_url, {
			headers: { authorization: `Bearer ${sandbox.apiKey}` },
		});
		expect(response.status).toBe(400);
		expect(await response.text()).toContain('InvalidArgument');
	});

	test('a URL that was tampered with gives nothing', async () => {
		const { body } = await api<Download>('GET', attachmentPath(await receiveFile()));
		const changed = body.download_url.replace('/downloads/', '/downloads/A');
		expect((await fetch(changed)).status).toBe(403);
	});

	test('the raw mail is an .eml with its headers, text and file', async () => {
		const message = await sandbox.receive(INBOX, {
			from: 'Jane <jane@example.com>',
			subject: 'Raw',
			text: 'Hello there',
			headers: { 'X-Custom': 'yes' },
			attachments: [{ filename: 'a.txt', content: Buffer.from('abc').toString('base64') }],
		});
		const { body } = await api<Download>('GET', `${inboxPath(INBOX, message.message_id)}/raw`);
		const eml = await (await fetch(body.download_url)).text();
		expect(Buffer.byteLength(eml)).toBe(body.size);
		expect(eml).toContain(`Message-ID: ${message.message_id}`);
		expect(eml).toMatch(/^From: Jane <jane@example\.com>\r$/m);
		expect(eml).toMatch(/^X-Custom: yes\r$/m);
		expect(eml).toContain('Hello there');
		expect(eml).toContain('YWJj');
	});

	test('after the message is deleted its URL gives nothing', async () => {
		const message = await receiveFile();
		const { body } = await api<Download>('GET', attachmentPath(message));
		await api('DELETE', inboxPath(INBOX, message.message_id));
		expect((await fetch(body.download_url)).status).toBe(404);
	});
});

describe('sending', () => {
	test('base64 content and files behind URLs, redirected or not, arrive byte for byte', async () => {
		const sent = await sentFiles([
			{ filename: 'a.bin', content: BYTES.toString('base64') },
			{ filename: 'b.bin', url: `${files.origin}/file` },
			{ filename: 'c.bin', url: `${files.origin}/moved` },
		]);
		expect(sent).toEqual([BYTES, BYTES, BYTES]);
	});

	test.each([
		['neither content nor url', () => ({ filename: 'a' })],
		['both content and url', () => ({ content: 'YWJj', url: `${files.origin}/file` })],
		['content that is no base64', () => ({ content: 'not base64!' })],
		['a disposition that does not exist', () => ({ content: 'YWJj', content_disposition: 'x' })],
	])('%s is a 400', async (_case, attachment) => {
		const body = { to: 'x@example.com', attachments: [attachment()] };
		const answer = await api('POST', SEND, { body });
		expect([answer.status, answer.body.code]).toEqual([400, 'validation_error']);
		expect(answer.body.errors?.[0]?.path.slice(0, 2)).toEqual(['attachments', 0]);
	});

	test.each([
		['answers 404', () => `${files.origin}/missing`, /404/],
		['is not on this machine', () => 'http://example.com/file', /loopback only/],
		['redirects to another machine', () => `${files.origin}/away`, /loopback only/],
		['does not answer', () => 'http://127.0.0.1:9/', /could not be fetched\.$/],
		['is no http', () => 'file:///etc/hostname', /loopback only/],
	])('a URL that %s is a 403 message_rejected, and nothing is sent', async (_case, url, reason) => {
		const body = { to: 'x@example.com', attachments: [{ url: url() }] };
		const answer = await api('POST', SEND, { body });
		expect([answer.status, answer.body.code]).toEqual([403, 'message_rejected']);
		expect(answer.body.message).toMatch(reason);
		expect(answer.body.fix).toMatch(/base64/);
		expect(sandbox.store.messages.size).toBe(0);
	});

	test('a forward carries the files of the original along', async () => {
		const { message_id } = await receiveFile();
		const { body } = await api<{ message_id: string }>(
			'POST',
			`${inboxPath(INBOX, message_id)}/forward`,
			{ body: { to: 'x@example.com', attachments: [{ content: 'YWJj' }] } },
		);
		const forwarded = sandbox.store.message(INBOX, body.message_id);
		expect(forwarded?.attachments?.map(({ size }) => size)).toEqual([3, 256]);
	});
});
