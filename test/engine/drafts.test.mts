import { describe, expect, test } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';

import { ACTION, chain, output } from '../../scripts/engine/engine.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);

async function draft(operation: string, parameters: object, item: object = {}) {
	const [output] = await at.engine.action(
		{ resource: 'draft', operation, inboxId, ...parameters },
		[item],
	);
	return output as INodeExecutionData & { json: { draft_id: string } };
}

const stored = (id: string) => at.sandbox.store.drafts.get(id)!;
const received = async () =>
	await at.sandbox.receive(INBOX, {
		from: 'Jane <jane@example.com>',
		to: [INBOX, 'bob@example.com'],
		subject: 'Question',
		text: 'Where?',
	});
const sentTo = (address: string) =>
	[...at.sandbox.store.messages.values()].filter(
		({ to, cc = [], labels }) =>
			labels.includes('sent') && [...to, ...cc].some((each) => each.includes(address)),
	);

describe('a draft', () => {
	test('is not mailed until it is sent, and then is one message', async () => {
		const { json } = await draft('create', {
			to: 'jane@example.com',
			subject: 'Offer',
			text: 'Hello',
		});
		expect(sentTo('jane@example.com')).toHaveLength(0);
		const sent = await draft('send', {
			draftId: byId(json.draft_id),
			options: { addLabels: 'approved' },
		});
		expect(sentTo('jane@example.com')).toMatchObject([
			{ message_id: sent.json.message_id, subject: 'Offer' },
		]);
		expect(sentTo('jane@example.com')[0]!.labels).toContain('approved');
		expect(at.sandbox.store.drafts.has(json.draft_id)).toBe(false);
	});

	test.each([
		['reply', ['jane@example.com']],
		['replyAll', ['jane@example.com', 'bob@example.com']],
	])(
		'of the type %s goes to the people of the message, in its thread',
		async (draftType, people) => {
			const mail = await received();
			const { json } = await draft('create', {
				draftType,
				messageId: byId(mail.message_id),
				text: 'There.',
			});
			const { json: sent } = await draft('send', { draftId: byId(json.draft_id) });
			expect(sent.thread_id).toBe(mail.thread_id);
			for (const person of people) expect(sentTo(person)).toHaveLength(1);
		},
	);

	test('of the type forward carries the message on', async () => {
		const mail = await received();
		const { json } = await draft('create', {
			draftType: 'forward',
			messageId: byId(mail.message_id),
			to: 'boss@example.com',
			text: 'See below',
		});
		await draft('send', { draftId: byId(json.draft_id) });
		expect(sentTo('boss@example.com')[0]!.text).toContain('Where?');
	});

	test('a reply to all takes no further recipients', async () => {
		const mail = await received();
		await expect(
			draft('create', {
				draftType: 'replyAll',
				messageId: byId(mail.message_id),
				options: { cc: 'x@example.com' },
			}),
		).rejects.toThrow('Remove CC and BCC, or set Draft Type to Reply.');
	});

	test('is changed field by field: what is not named stays, what is cleared goes', async () => {
		const { json } = await draft('create', {
			to: 'jane@example.com',
			subject: 'Offer',
			text: 'Hello',
			options: { cc: 'bob@example.com' },
		});
		const draftId = byId(json.draft_id);
		await draft('update', { draftId, updateFields: { subject: 'New offer' }, clearFields: ['cc'] });
		expect(stored(json.draft_id)).toMatchObject({
			subject: 'New offer',
			text: 'Hello',
			to: ['jane@example.com'],
		});
		expect(stored(json.draft_id).cc ?? []).toEqual([]);
	});

	test('gains and loses attachments', async () => {
		const file = {
			data: Buffer.from('hi').toString('base64'),
			mimeType: 'text/plain',
			fileName: 'a.txt',
		};
		const { json } = await draft('create', { to: 'jane@example.com', text: 'x' });
		const draftId = byId(json.draft_id);
		const addAttachments = { attachment: [{ source: 'binary', property: 'data' }] };
		await draft(
			'update',
			{ draftId, updateFields: { addAttachments } },
			{ json: {}, binary: { data: file } },
		);
		const [attachment] = stored(json.draft_id).attachments!;
		expect(attachment!.filename).toBe('a.txt');
		const downloaded = await draft('downloadAttachment', {
			scope: 'inbox',
			draftId,
			attachmentId: byId(attachment!.attachment_id),
		});
		expect((await at.engine.bytes(downloaded.binary!.data!)).toString()).toBe('hi');
		await draft('update', {
			draftId,
			updateFields: { removeAttachments: attachment!.attachment_id },
		});
		expect(stored(json.draft_id).attachments ?? []).toEqual([]);
	});

	test('is put on the schedule and taken off it', async () => {
		const sendAt = '2099-01-01T09:00:00Z';
		const { json } = await draft('create', {
			to: 'jane@example.com',
			text: 'x',
			options: { sendAt },
		});
		expect(stored(json.draft_id)).toMatchObject({
			send_status: 'scheduled',
			labels: expect.arrayContaining(['scheduled']),
		});
		await draft('update', { draftId: byId(json.draft_id), clearFields: ['send_at'] });
		expect(stored(json.draft_id).send_status).toBeUndefined();
	});

	test.each([
		['the date picker', '2099-01-31T09:00:00', '2099-01-31T08:00:00.000Z'],
		['a date alone', '2099-07-01', '2099-06-30T22:00:00.000Z'],
		['text with a zone', '2099-01-31T09:00:00-05:00', '2099-01-31T14:00:00.000Z'],
		['milliseconds', '={{ 4073533200000 }}', '2099-01-31T09:00:00.000Z'],
		['a date of Luxon', "={{ DateTime.fromISO('2099-01-31T09:00') }}", '2099-01-31T08:00:00.000Z'],
		['an object of JavaScript', "={{ new Date('2099-01-31T09:00Z') }}", '2099-01-31T09:00:00.000Z'],
	])("is scheduled in the workflow's time zone by %s", async (_what, sendAt, expected) => {
		const parameters = { resource: 'draft', operation: 'create', inboxId, options: { sendAt } };
		const run = await at.engine.run({
			settings: { timezone: 'Europe/Berlin' },
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{ name: 'AgentMail', type: ACTION, parameters },
			],
			connections: chain('Start', 'AgentMail'),
		});
		expect(output(run, 'AgentMail')[0]!.json.send_at).toBe(expected);
	});

	test.each(['someday', '={{ 1e300 }}'])('refuses a Send At of %s', async (sendAt) => {
		await expect(draft('create', { options: { sendAt } })).rejects.toThrow('is not a date');
	});

	test('gets no file twice when the answer to a change is lost: that is a failure that says to look', async () => {
		const { json } = await draft('create', { to: 'jane@example.com', text: 'x' });
		at.sandbox.fault({ match: { method: 'PATCH' }, times: 1, action: 'lostAnswer' });
		const attachment = [{ source: 'base64', content: 'aGk=', filename: 'hi.txt' }];
		const updateFields = { addAttachments: { attachment } };
		await expect(
			draft('update', { draftId: byId(json.draft_id), updateFields }),
		).rejects.toMatchObject({
			description: expect.stringContaining('look before you run it again'),
		});
		expect(stored(json.draft_id).attachments).toHaveLength(1);
	});

	test('is changed again when the answer is lost and no file is added', async () => {
		const { json } = await draft('create', { to: 'jane@example.com', text: 'x' });
		at.sandbox.fault({ match: { method: 'PATCH' }, times: 1, action: 'lostAnswer' });
		await draft('update', { draftId: byId(json.draft_id), updateFields: { text: 'y' } });
		expect(stored(json.draft_id).text).toBe('y');
	});

	test('with nothing to change says so', async () => {
		const { json } = await draft('create', { to: 'jane@example.com', text: 'x' });
		await expect(draft('update', { draftId: byId(json.draft_id) })).rejects.toThrow(
			'Nothing to update.',
		);
	});

	test('that was sent already cannot be sent again', async () => {
		const { json } = await draft('create', { to: 'jane@example.com', text: 'x' });
		await draft('send', { draftId: byId(json.draft_id) });
		await expect(draft('send', { draftId: byId(json.draft_id) })).rejects.toThrow(/not found/i);
		expect(sentTo('jane@example.com')).toHaveLength(1);
	});
});
