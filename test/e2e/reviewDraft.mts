import { AgentMailClient } from 'agentmail';
import { expect, it } from '@jest/globals';
import type { Draft, Message } from '../../sandbox/index.mjs';
import { crowd, simultaneous } from './reviewRaces.mjs';
import {
	answerIn,
	byId,
	formAction,
	linkOf,
	pause,
	reviewing,
	submit,
	visit,
} from './reviewSupport.mjs';
import { INBOX, type World } from './world.mjs';

export function reviewDraftSuite(world: () => World): void {
	const api = () =>
		new AgentMailClient({ apiKey: world().sandbox.apiKey, baseUrl: world().sandbox.url });
	const client = () => world().n8n.client;
	const statusOf = async (id: string) => (await client().execution(id)).status;
	const drafts = (): Draft[] => [...world().sandbox.store.drafts.values()];
	const draftAbout = (subject: string) => drafts().find((draft) => draft.subject === subject);
	const sentAbout = (subject: string): Message[] =>
		[...world().sandbox.store.messages.values()].filter(
			(message) => message.subject === subject && message.labels.includes('sent'),
		);

	it('approved: the page shows all of it, and it is sent', async () => {
		const subject = 'Offer <1>';
		const { executionId } = await pause(
			world(),
			reviewing(world(), {
				subject,
				options: {
					cc: 'cc@example.com',
					bcc: 'bcc@example.com',
					replyTo: 'answers@example.com',
					html: '<p>Ten <a href="https://shop.example.com/pay">euros</a>.</p>',
					attachments: {
						attachment: [{ source: 'base64', content: 'aGk=', filename: 'price.txt' }],
					},
				},
			}),
		);
		const link = linkOf(world(), executionId);
		const { text } = await visit(link);
		for (const shown of [
			'Is the price right?',
			`From: Support Agent &#60;${INBOX}&#62;`,
			'To: Carl &#60;carl@example.com&#62;',
			'CC: cc@example.com',
			'BCC: bcc@example.com',
			'Reply-To: answers@example.com',
			'Subject: Offer &#60;1&#62;',
			'Attachments: price.txt (2 bytes)',
			'Ten euros.',
			'https://shop.example.com/pay',
		]) {
			expect(text).toContain(shown);
		}
		expect(sentAbout(subject)).toEqual([]);
		const done = await submit(link, { decision: 'approve', text: 'Good.' });
		expect(done.text).toContain('Approved and sent');
		const [sent] = sentAbout(subject);
		expect(answerIn(await client().endedExecution(executionId))).toMatchObject({
			approved: true,
			message_id: sent!.message_id,
			thread_id: sent!.thread_id,
			comment: 'Good.',
		});
		expect(draftAbout(subject)).toBeUndefined();
	});

	it('declined: kept with all it holds, and not sent', async () => {
		const subject = 'Offer kept';
		const attachment = [{ source: 'base64', content: 'aGk=', filename: 'price.txt' }];
		const { executionId } = await pause(
			world(),
			reviewing(world(), {
				subject,
				options: { bcc: 'b@example.com', attachments: { attachment } },
			}),
		);
		const before = draftAbout(subject)!;
		await submit(linkOf(world(), executionId), { decision: 'decline', text: 'Too cheap.' });
		const answer = answerIn(await client().endedExecution(executionId));
		const after = draftAbout(subject)!;
		expect(answer).toMatchObject({
			approved: false,
			comment: 'Too cheap.',
			draft_id: after.draft_id,
		});
		const { to, bcc, text } = before;
		expect(after).toMatchObject({ to, bcc, subject, text });
		expect(after.attachments).toMatchObject([{ filename: 'price.txt', size: 2 }]);
		expect(sentAbout(subject)).toEqual([]);
		await api().inboxes.drafts.delete(INBOX, after.draft_id);
	});

	it('declined: deleted, if that is wanted', async () => {
		const subject = 'Offer deleted';
		const options = { whenDeclined: 'delete' };
		const { executionId } = await pause(world(), reviewing(world(), { subject, options }));
		await submit(linkOf(world(), executionId), { decision: 'decline' });
		expect(answerIn(await client().endedExecution(executionId))).toMatchObject({
			approved: false,
			deleted: true,
		});
		expect([draftAbout(subject), ...sentAbout(subject)]).toEqual([undefined]);
	});

	it('changed between page and answer: shown again, and sent only as it was seen', async () => {
		const subject = 'Offer changed';
		const made = await api().inboxes.drafts.create(INBOX, {
			to: ['carl@example.com'],
			subject,
			text: 'Ten euros.',
		});
		const { executionId } = await pause(
			world(),
			reviewing(world(), { draftSource: 'existing', draftId: byId(made.draftId) }),
		);
		const link = linkOf(world(), executionId);
		const page = await visit(link);
		expect(page.text).not.toContain('has changed since');
		await api().inboxes.drafts.update(INBOX, made.draftId, { bcc: ['mallory@example.com'] });

		const shown = await submit(formAction(page, link), { decision: 'approve' });
		expect(shown.status).toBe(409);
		expect(shown.text).toContain('has changed since');
		expect(shown.text).toContain('BCC: mallory@example.com');
		expect(await statusOf(executionId)).toBe('waiting');
		expect(sentAbout(subject)).toEqual([]);

		await submit(formAction(shown, link), { decision: 'approve' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(true);
		expect(sentAbout(subject)).toHaveLength(1);
	});

	it('scheduled: refused, at the start and later', async () => {
		const scheduled = await api().inboxes.drafts.create(INBOX, {
			to: ['carl@example.com'],
			subject: 'Offer scheduled',
			sendAt: new Date('2099-01-01'),
		});
		const existing = (id: string) =>
			reviewing(world(), { draftSource: 'existing', draftId: byId(id) });
		await expect(pause(world(), existing(scheduled.draftId))).rejects.toThrow(/is scheduled/);
		await api().inboxes.drafts.update(INBOX, scheduled.draftId, { sendAt: null as never });

		const { executionId } = await pause(world(), existing(scheduled.draftId));
		const link = linkOf(world(), executionId);
		await api().inboxes.drafts.update(INBOX, scheduled.draftId, { sendAt: new Date('2099-01-01') });
		const page = await submit(formAction(await visit(link), link), { decision: 'approve' });
		expect(page).toMatchObject({ status: 409, text: expect.stringContaining('is scheduled') });
		await submit(link, { decision: 'decline' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(false);
		expect(draftAbout('Offer scheduled')?.send_at).toBeUndefined();
	});

	it('a send that fails is shown, and the question stays open', async () => {
		const subject = 'Offer blocked';
		const { executionId } = await pause(world(), reviewing(world(), { subject }));
		const link = linkOf(world(), executionId);
		const body = {
			name: 'MessageRejectedError',
			code: 'message_rejected',
			message: 'Carl is blocked.',
		};
		const restore = world().sandbox.fault({
			match: { method: 'POST', path: /\/drafts\/.*\/send$/ },
			action: { status: 403, body },
		});
		const failed = await submit(link, { decision: 'approve' });
		restore();
		expect(failed).toMatchObject({
			status: 502,
			text: expect.stringContaining('Carl is blocked.'),
		});
		expect(await statusOf(executionId)).toBe('waiting');
		await submit(formAction(failed, link), { decision: 'approve' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(true);
		expect(sentAbout(subject)).toHaveLength(1);
	});

	it('deleted elsewhere: said, and the workflow can go on', async () => {
		const subject = 'Offer gone';
		const { executionId } = await pause(world(), reviewing(world(), { subject }));
		const link = linkOf(world(), executionId);
		const action = formAction(await visit(link), link);
		await api().inboxes.drafts.delete(INBOX, draftAbout(subject)!.draft_id);
		expect((await submit(action, { decision: 'approve' })).text).toContain('The draft is gone');
		expect((await visit(link)).text).toContain('The draft is gone');
		expect(await statusOf(executionId)).toBe('waiting');
		await submit(link, { decision: 'decline' });
		const answer = answerIn(await client().endedExecution(executionId));
		expect(answer).toMatchObject({ approved: false, deleted: true });
		expect([draftAbout(subject), ...sentAbout(subject)]).toEqual([undefined]);
	});

	it.each(['keep', 'delete'])(
		'fifty approvals, edits and declines at the same instant (%s): sent if and only if the output says so, with the words it says',
		async (whenDeclined) => {
			const { answer, sent } = await crowd(world(), 50, whenDeclined);
			expect([answer.approved, sent.length]).toEqual([
				sent.length === 1,
				sent.length === 1 ? 1 : 0,
			]);
			const { text } = (answer.after ?? { text: undefined }) as { text?: string };
			if (text !== undefined) expect(sent[0]?.text).toBe(text);
			if (answer.approved) expect(sent[0]?.message_id).toBe(answer.message_id);
		},
		180_000,
	);

	it('edited on the page: sent with the edit, which the output tells', async () => {
		const subject = 'Offer edited';
		const { executionId } = await pause(world(), reviewing(world(), { subject }));
		const link = linkOf(world(), executionId);
		await submit(link, { decision: 'approve', subject, body: 'Nine euros.' });
		const answer = answerIn(await client().endedExecution(executionId));
		const [sent] = sentAbout(subject);
		expect(sent?.text).toBe('Nine euros.');
		expect(answer).toMatchObject({
			approved: true,
			edited: true,
			before: { text: 'Ten euros.' },
			after: { text: 'Nine euros.' },
			message_id: sent?.message_id,
		});
		expect(draftAbout(subject)).toBeUndefined();
	});

	it('sent from elsewhere: reported as sent; changed and sent: the workflow ends with an error', async () => {
		const subject = 'Offer elsewhere';
		const first = await pause(world(), reviewing(world(), { subject }));
		const { messageId } = await api().inboxes.drafts.send(INBOX, draftAbout(subject)!.draft_id, {});
		await submit(linkOf(world(), first.executionId), { decision: 'decline' });
		expect(answerIn(await client().endedExecution(first.executionId))).toMatchObject({
			approved: true,
			message_id: messageId,
		});

		const second = await pause(world(), reviewing(world(), { subject: 'Offer unknown' }));
		const { draft_id } = draftAbout('Offer unknown')!;
		await api().inboxes.drafts.update(INBOX, draft_id, { text: 'Other words.' });
		await api().inboxes.drafts.send(INBOX, draft_id, {});
		const link = linkOf(world(), second.executionId);
		expect((await submit(link, { decision: 'decline' })).status).toBe(409);
		expect(await statusOf(second.executionId)).toBe('waiting');
		await submit(link, { decision: 'decline', end: 'yes' });
		const { status, data } = await client().endedExecution(second.executionId);
		expect([status, data.resultData.error?.message]).toEqual([
			'error',
			expect.stringContaining('cannot be known'),
		]);
	});

	it('approve and decline at the same instant: the mail is out if and only if the output says approved', async () => {
		const rounds = await simultaneous(world(), 10);
		expect(rounds.filter(({ approved, sent }) => approved !== (sent === 1))).toEqual([]);
	}, 60_000);
}
