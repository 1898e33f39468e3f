import { describe, expect, test } from '@jest/globals';

import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';

const at = useSandbox();
const search = async (name: string, parameters: object = {}, filter?: string, token?: string) =>
	await at.engine.method('listSearch', name, parameters, filter, token);

describe('the inbox picker', () => {
	test('lists names people know, and pages on', async () => {
		for (let i = 0; i < 60; i++)
			at.sandbox.createInbox({ username: `box${i}`, display_name: `Box ${i}` });
		const first = await search('searchInboxes');
		expect(first.results[0]).toEqual({
			name: 'Box 59 <box59@agentmail.to>',
			value: 'box59@agentmail.to',
		});
		const second = await search('searchInboxes', {}, undefined, first.paginationToken as string);
		expect(first.results.length + second.results.length).toBe(61);
		expect(second.paginationToken).toBeUndefined();
	});

	test('finds by what is typed', async () => {
		at.sandbox.createInbox({ username: 'sales', display_name: 'Sales EU' });
		expect((await search('searchInboxes', {}, 'sal')).results.map(({ value }) => value)).toEqual([
			'sales@agentmail.to',
		]);
	});

	test('reads on where what is found begins with a page without results', async () => {
		const found = (body: object) => ({ status: 200, body });
		const sales = { inbox_id: 'sales@agentmail.to' };
		const match = { path: /inboxes\/search$/ };
		at.sandbox.fault({ match, times: 1, action: found({ inboxes: [], next_page_token: 'more' }) });
		at.sandbox.fault({ match, times: 1, action: found({ inboxes: [sales] }) });
		const { results } = await search('searchInboxes', {}, 'sal');
		expect(results.map(({ value }) => value)).toEqual(['sales@agentmail.to']);
		expect(at.sandbox.requests.at(-1)!.query).toContain('page_token=more');
	});

	test('with a key of a pod shows the inboxes of that pod', async () => {
		const [pod] = at.sandbox.store.pods.values();
		const other = at.sandbox.createInbox({ username: 'in-pod', pod_id: pod!.pod_id });
		at.engine.useCredential(
			credentialFor(at.sandbox, at.sandbox.createKey({ pod_id: pod!.pod_id })),
		);
		expect((await search('searchInboxes')).results.map(({ value }) => value)).toContain(
			other.inbox_id,
		);
		expect(at.sandbox.requests.at(-1)!.path).toBe(`/v0/pods/${pod!.pod_id}/inboxes`);
	});

	test('with a key of one inbox shows that inbox', async () => {
		at.engine.useCredential(credentialFor(at.sandbox, at.sandbox.createKey({ inbox_id: INBOX })));
		expect((await search('searchInboxes')).results.map(({ value }) => value)).toEqual([INBOX]);
	});
});

describe('the message picker', () => {
	test('shows date, subject and sender in the chosen inbox, the date where it is not cut off', async () => {
		const mail = await at.sandbox.receive(INBOX, {
			from: 'Jane <jane@example.com>',
			subject: 'Where is it?',
			text: 'x',
		});
		expect((await search('searchMessages', { inboxId: byId(INBOX) })).results).toEqual([
			{
				name: `${mail.timestamp.slice(0, 10)} · Where is it? – Jane <jane@example.com>`,
				value: mail.message_id,
			},
		]);
	});

	test('asks for the inbox first', async () => {
		await expect(search('searchMessages', { inboxId: byId('') })).rejects.toThrow(
			'Choose an inbox first',
		);
	});
});

test('the attachment picker shows the files of the chosen message', async () => {
	const mail = await at.sandbox.receive(INBOX, {
		from: 'jane@example.com',
		subject: 'File',
		text: 'x',
		attachments: [{ filename: 'invoice.pdf', content_type: 'application/pdf', content: 'aGk=' }],
	});
	const parameters = {
		resource: 'message',
		operation: 'downloadAttachment',
		inboxId: byId(INBOX),
		messageId: byId(mail.message_id),
	};
	expect((await search('searchAttachments', parameters)).results).toEqual([
		{ name: 'invoice.pdf', value: mail.attachments![0]!.attachment_id },
	]);
});

test('the pod picker narrows by what is typed', async () => {
	expect((await search('searchPods', {}, 'default')).results).toHaveLength(1);
	expect((await search('searchPods', {}, 'zzz')).results).toEqual([]);
});

describe('a picker whose list the API cannot search', () => {
	const pods = async (count: number) => {
		for (let i = 0; i < count; i++) {
			const options = { clientId: `customer-${i}` };
			const name = `Customer ${1000 + i}`;
			await at.engine.action({ resource: 'pod', operation: 'create', name, options });
		}
		at.sandbox.requests.length = 0;
	};

	test('reads on until something fits', async () => {
		// n8n asks for no further page after one without results.
		await pods(120);
		const { results, paginationToken } = await search('searchPods', {}, 'customer 1000');
		expect(results.map(({ name }) => name)).toEqual(['Customer 1000']);
		expect(paginationToken).toBeUndefined();
	});

	test('reads no further than it must, and then from where it left off', async () => {
		await pods(120);
		const first = await search('searchPods', {}, 'customer');
		expect(first.results).toHaveLength(100);
		expect(at.sandbox.requests.filter(({ path }) => path === '/v0/pods')).toHaveLength(1);
		const token = first.paginationToken as string;
		expect((await search('searchPods', {}, 'customer', token)).results).toHaveLength(20);
	});

	test('gives up after 20 pages, so that typing does not read an account of any size', async () => {
		const more = { status: 200, body: { pods: [], next_page_token: 'more' } };
		at.sandbox.fault({ match: { path: /\/pods$/ }, action: more });
		expect((await search('searchPods', {}, 'customer')).results).toEqual([]);
		expect(at.sandbox.requests.filter(({ path }) => path === '/v0/pods')).toHaveLength(20);
	});
});

describe('the place where an agent works', () => {
	test('is an inbox or a pod', async () => {
		const [pod] = await at.engine.action({ resource: 'pod', operation: 'create', name: 'Tenant' });
		const { results } = await search('searchInboxesAndPods', {}, 'tenant');
		expect(results).toEqual([{ name: 'Pod: Tenant', value: pod!.json.pod_id }]);
		const all = await search('searchInboxesAndPods');
		expect(all.results.map(({ value }) => value)).toEqual(
			expect.arrayContaining([INBOX, pod!.json.pod_id]),
		);
	});

	test('is the inbox alone for a key of one inbox', async () => {
		at.engine.useCredential(credentialFor(at.sandbox, at.sandbox.createKey({ inbox_id: INBOX })));
		const { results } = await search('searchInboxesAndPods');
		expect(results.map(({ value }) => value)).toEqual([INBOX]);
	});
});

/** Each picker with what it shows for a mailbox that has one of everything, and what is typed to find it. */
describe.each([
	[
		'searchThreads',
		'thread',
		'get',
		'order',
		/^\d{4}-\d\d-\d\d · Where is my order 1042\? – .*jane@example\.com/,
	],
	['searchDrafts', 'draft', 'get', 'your', /^\d{4}-\d\d-\d\d · Your order – jane@example\.com$/],
	['searchWebhooks', 'webhook', 'get', 'example.com', /^https:\/\/example\.com\/hook$/],
	['searchDomains', 'domain', 'get', 'mail.ex', /^mail\.example\.com$/],
	['searchApiKeys', 'apiKey', 'update', 'orders', /^orders \(am_.+…\)$/],
])('the picker %s', (name, resource, operation, typed, shown) => {
	const parameters = { resource, operation };

	test('shows names that a person recognizes, and narrows them by what is typed', async () => {
		await prepareMailbox(at.sandbox);
		const found = await search(name, parameters, typed);
		expect(found.results.map((entry) => entry.name)).toEqual(
			expect.arrayContaining([expect.stringMatching(shown)]),
		);
		expect((await search(name, parameters, 'zzz-nothing')).results).toEqual([]);
	});

	test('looks where the scope says', async () => {
		await prepareMailbox(at.sandbox);
		const { pod_id } = at.sandbox.store.inboxes.get(INBOX)!;
		await search(name, { ...parameters, scope: 'pod', podId: byId(pod_id) });
		expect(at.sandbox.requests.at(-1)!.path).toMatch(new RegExp(`^/v0/pods/${pod_id}/`));
	});
});

test.each(['searchThreads', 'searchDrafts', 'searchWebhooks', 'searchApiKeys'])(
	'the picker %s, with a key of one inbox, shows what is in it',
	async (name) => {
		await prepareMailbox(at.sandbox);
		at.engine.useCredential(credentialFor(at.sandbox, at.sandbox.createKey({ inbox_id: INBOX })));
		await search(name, { resource: 'thread', operation: 'get' });
		expect(decodeURIComponent(at.sandbox.requests.at(-1)!.path)).toMatch(
			new RegExp(`^/v0/inboxes/${INBOX}/`),
		);
	},
);
