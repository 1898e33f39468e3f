import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';

interface Event {
	event_id: string;
	event_type: string;
	label: string;
	message_id: string;
	pod_id: string;
}
interface Page {
	events: Event[];
	count: number;
	next_page_token?: string;
}

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

async function log(query = '', key?: string): Promise<Page> {
	const path = `${inboxPath(INBOX)}/events${query}`;
	return (await api<Page>('GET', path, { key })).body;
}

const relabel = async (message_id: string, body: object) =>
	await api('PATCH', inboxPath(INBOX, message_id), { body });

const changes = ({ events }: Page) => events.map((event) => `${event.event_type} ${event.label}`);

test('each real change of a label is logged, newest first', async () => {
	const { message_id, thread_id } = await sandbox.receive(INBOX, { from: 'a@b.co' });
	await relabel(message_id, { add_labels: ['vip', 'received'], remove_labels: 'unread' });
	await relabel(message_id, { add_labels: 'vip', remove_labels: 'unread' });
	await api('PATCH', `/threads/${thread_id}`, { body: { remove_labels: ['vip'] } });
	const path = `${inboxPath(INBOX)}/messages/batch-update`;
	await api('POST', path, { body: { message_ids: [message_id], add_labels: ['done'] } });
	const newestFirst = await log();
	expect(changes(newestFirst)).toEqual([
		'label.added done',
		'label.removed vip',
		'label.removed unread',
		'label.added vip',
	]);
	const { pod_id } = sandbox.store.defaultPod;
	const { organization_id } = sandbox.store;
	expect(newestFirst.events[0]).toMatchObject({
		organization_id,
		pod_id,
		inbox_id: INBOX,
		message_id,
	});
	expect(changes(await log('?ascending=true'))).toEqual(changes(newestFirst).reverse());
});

test('the log is paged', async () => {
	const { message_id } = await sandbox.receive(INBOX, { from: 'a@b.co' });
	for (let i = 0; i < 5; i += 1) await relabel(message_id, { add_labels: [`l${i}`] });
	const labels: string[] = [];
	let token: string | undefined;
	do {
		const page = await log(`?limit=2${token ? `&page_token=${token}` : ''}`);
		labels.push(...page.events.map(({ label }) => label));
		token = page.next_page_token;
	} while (token);
	expect(labels).toEqual(['l4', 'l3', 'l2', 'l1', 'l0']);
});

test('what a label permission hides is hidden here too', async () => {
	const spam = await sandbox.receive(INBOX, { from: 'a@b.co', spam: true });
	const mail = await sandbox.receive(INBOX, { from: 'a@b.co' });
	await relabel(spam.message_id, { add_labels: 'vip' });
	await relabel(mail.message_id, { add_labels: 'trash' });
	await relabel(mail.message_id, { remove_labels: 'trash' });
	const blind = sandbox.createKey({ permissions: { message_read: true } });
	expect(changes(await log('', blind))).toEqual([]);
	expect((await log()).count).toBe(3);
});

describe('a tracked message', () => {
	async function send(body: object): Promise<string> {
		const { body: sent } = await api<{ message_id: string }>(
			'POST',
			`${inboxPath(INBOX)}/messages/send`,
			{ body: { to: 'x@example.com', track_opens: true, ...body } },
		);
		await sandbox.idle();
		return sent.message_id;
	}

	const labelsOf = async (message_id: string) =>
		(await api<{ labels: string[] }>('GET', inboxPath(INBOX, message_id))).body.labels;

	async function open(message_id: string): Promise<unknown> {
		const response = await fetch(`${sandbox.url}/control/open`, {
			method: 'POST',
			body: JSON.stringify({ inbox_id: INBOX, message_id }),
		});
		return await response.json();
	}

	test('is opened once: one event, the label, an entry in the log', async () => {
		const emitted: string[] = [];
		const message_id = await send({ html: '<p>Hi</p>' });
		const { count } = sandbox.store;
		sandbox.store.count = (event_type, ...rest) => {
			emitted.push(event_type);
			count.call(sandbox.store, event_type, ...rest);
		};
		expect(await open(message_id)).toEqual({ first: true });
		expect(await labelsOf(message_id)).toEqual(['sent', 'opened']);
		expect(await open(message_id)).toEqual({ first: false });
		await relabel(message_id, { remove_labels: 'opened' });
		expect(sandbox.open(INBOX, message_id)).toBe(false);
		expect(emitted).toEqual(['message.opened']);
		expect(changes(await log())).toEqual(['label.removed opened', 'label.added opened']);
		expect((await api<object>('GET', '/metrics/events')).body).not.toHaveProperty([
			'message.opened',
		]);
	});

	test.each([
		['without html', { text: 'Hi' }],
		['without track_opens', { html: '<p>Hi</p>', track_opens: false }],
	])('is none %s', async (_case, body) => {
		const message_id = await send(body);
		expect(sandbox.open(INBOX, message_id)).toBe(false);
		expect(await labelsOf(message_id)).toEqual(['sent']);
	});

	test('that does not exist is an error', () => {
		expect(() => sandbox.open(INBOX, '<none@x>')).toThrow('not found');
	});
});
