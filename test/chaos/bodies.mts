import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { signDelivery } from '../../scripts/delivery.mjs';
import { INBOX } from '../e2e/world.mjs';

type Headers = Record<string, string>;

/** Stands for a connection that was closed without an answer. */
const HUNG_UP = 0;

/** A request to the webhook URL, and what may come back. */
export interface Body {
	what: string;
	/** Signed with the webhook's secret unless it says otherwise, so that it gets past the first gate. */
	request(secret: string): { body: string | Buffer; headers: Headers };
	/** Statuses that count as an answer. */
	answers: number[];
	/** Whether it starts a run. */
	starts: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };

const mail = (size: number) =>
	JSON.stringify({
		event_type: 'message.received',
		event_id: `evt_${randomUUID()}`,
		message: { inbox_id: INBOX, from: 'jane@example.com', text: 'x'.repeat(size) },
	});

function signed(content: string, headers: Headers = JSON_TYPE): Body['request'] {
	return (secret) => {
		const delivery = signDelivery(secret, content);
		return { body: delivery.body, headers: { ...delivery.headers, ...headers } };
	};
}

const fresh =
	(size: number, headers: Headers = JSON_TYPE): Body['request'] =>
	(secret) =>
		signed(mail(size), headers)(secret);

const MEGABYTE = 1_000_000;

/** n8n takes 16 MiB by default (N8N_PAYLOAD_SIZE_MAX). */
const LARGE = [1, 5, 16].map((megabytes): Body => ({
	what: `a mail of ${megabytes} MB`,
	request: fresh(megabytes * MEGABYTE),
	answers: [200],
	starts: true,
}));

const TYPES = ['text/plain', 'application/octet-stream', 'nonsense', ''];

const SCALARS = ['7', 'true', 'null', '"text"', '[]', '{}', '1e999', '[[[1]]]'];

const depth = 100_000;
const DEEP = {
	'lists 100,000 deep': '['.repeat(depth) + ']'.repeat(depth),
	'objects 100,000 deep': '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
	'an event whose message is 100,000 deep': `{"event_type":"message.received","message":${'['.repeat(depth)}${']'.repeat(depth)}}`,
};

/** Requests that are large, or that no sender should make. */
export const BODIES: Body[] = [
	...LARGE,
	{
		what: 'a mail of 17 MB, more than n8n takes',
		request: fresh(17 * MEGABYTE + MEGABYTE / 2),
		// n8n itself answers 500 here, before the trigger is asked, and may hang up before all has come.
		answers: [413, 500, HUNG_UP],
		starts: false,
	},
	{
		what: 'a mail of 5 MB, packed with gzip',
		request: (secret) => {
			const { body, headers } = fresh(5 * MEGABYTE)(secret);
			return { body: gzipSync(body), headers: { ...headers, 'content-encoding': 'gzip' } };
		},
		answers: [200],
		starts: true,
	},
	{
		what: 'something that only says it is gzip',
		request: fresh(10, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
		answers: [400, 401, 422, 500],
		starts: false,
	},
	...TYPES.map((type): Body => ({
		what: `a mail with the content type "${type}"`,
		request: fresh(10, { 'content-type': type }),
		// The bytes are signed, whatever they are called.
		answers: [200],
		starts: true,
	})),
	{
		what: 'XML that nobody signed',
		request: () => ({ body: '<mail/>', headers: { 'content-type': 'application/xml' } }),
		answers: [401],
		starts: false,
	},
	{
		what: 'a mail that calls itself a form',
		request: fresh(10, { 'content-type': 'application/x-www-form-urlencoded' }),
		answers: [200],
		starts: true,
	},
	{
		what: 'a multipart form',
		request: (secret) => {
			const content = `--b\r\ncontent-disposition: form-data; name="payload"\r\n\r\n${mail(10)}\r\n--b--\r\n`;
			return signed(content, { 'content-type': 'multipart/form-data; boundary=b' })(secret);
		},
		answers: [401],
		starts: false,
	},
	{
		what: 'a multipart form that never ends',
		request: signed('--b\r\n', { 'content-type': 'multipart/form-data; boundary=b' }),
		answers: [400, 401, 422, 500],
		starts: false,
	},
	...SCALARS.map((content): Body => ({
		what: `the JSON ${content}`,
		request: signed(content),
		answers: [200, 422],
		starts: false,
	})),
	{
		what: 'no body',
		request: signed('', {}),
		answers: [200, 401],
		starts: false,
	},
	{
		what: 'broken JSON',
		request: signed('{"event_type":'),
		answers: [422],
		starts: false,
	},
	...Object.entries(DEEP).map(([what, content]): Body => ({
		what,
		request: signed(content),
		answers: [200, 422],
		starts: false,
	})),
	{
		what: '16 MB that nobody signed',
		request: () => ({ body: mail(16 * MEGABYTE), headers: JSON_TYPE }),
		answers: [401],
		starts: false,
	},
];

/** Sends all, one after the other. @throws when one is not answered within 30 s, or other than it may be */
export async function sendAll(url: string, secret: string): Promise<void> {
	const wrong: string[] = [];
	for (const body of BODIES) {
		const status = await send(url, secret, body);
		if (!body.answers.includes(status)) wrong.push(`${body.what} was answered ${status}`);
	}
	assert.deepEqual(wrong, []);
}

async function send(url: string, secret: string, body: Body): Promise<number> {
	const { headers: own, body: content } = body.request(secret);
	// A kept connection may be closed by n8n just as the next request goes out.
	const headers = { ...own, connection: 'close' };
	const signal = AbortSignal.timeout(30_000);
	const answer = await fetch(url, { method: 'POST', headers, body: content, signal }).catch(
		(error: Error) => {
			// A request that waits in vain is never right.
			if (signal.aborted) throw error;
			return undefined;
		},
	);
	if (!answer) return HUNG_UP;
	await answer.arrayBuffer();
	return answer.status;
}
