import { beforeEach, describe, expect, test } from '@jest/globals';

import { AgentMailClient } from 'agentmail';
import { INBOX, useSandbox } from './fixture.mjs';
import { actionOf, answerIn, reviewsAt } from './reviewRun.mjs';

const at = useSandbox();
const { mails, paused } = reviewsAt(at);
const review = {
	resource: 'draft',
	subject: 'Offer',
	text: 'Ten euros.\n\nYours',
	to: 'carl@example.com',
	reviewers: 'jane@example.com, bob@example.com',
	message: '',
};
const toCarl = () => mails().filter(({ to }) => to.includes('carl@example.com'));
const drafts = () => [...at.sandbox.store.drafts.values()];
const api = () =>
	new AgentMailClient({ apiKey: at.sandbox.apiKey, baseUrl: at.sandbox.url }).inboxes;
const edited = { decision: 'approve', subject: 'Our offer', body: 'Nine euros.\r\n\r\nYours' };

beforeEach(() => at.sandbox.reset());

describe('a draft that a reviewer edits', () => {
	test('is sent as it was edited, and the output says what was changed', async () => {
		const { post, link } = await paused({ ...review, options: { bcc: 'b@example.com' } });
		const { result, body } = await post(link, edited);
		expect(body).toContain('as you have edited it');
		const [sent, ...others] = toCarl();
		expect(others).toEqual([]);
		expect(sent).toMatchObject({
			subject: 'Our offer',
			text: 'Nine euros.\n\nYours',
			bcc: ['b@example.com'],
		});
		expect(answerIn(result)).toMatchObject({
			approved: true,
			message_id: sent!.message_id,
			edited: true,
			before: { subject: 'Offer', text: 'Ten euros.\n\nYours' },
			after: { subject: 'Our offer', text: 'Nine euros.\n\nYours' },
		});
		expect(drafts()).toEqual([]);
	});

	test('and whose form comes back as it was, is sent as the original', async () => {
		const { post, link } = await paused(review);
		const same = { decision: 'approve', subject: 'Offer', body: 'Ten euros.\r\n\r\nYours' };
		const { result } = await post(link, same);
		expect(answerIn(result)).not.toHaveProperty('edited');
		expect(toCarl()).toMatchObject([{ text: 'Ten euros.\n\nYours' }]);
	});

	test.each([
		['two edits', ['Nine euros.', 'Eight euros.']],
		['an edit and an approval', ['Nine euros.', undefined]],
		['an edit and a decline', ['Nine euros.', 'decline']],
		['all of them', ['Nine euros.', 'Eight euros.', undefined, 'decline', 'Seven euros.']],
	])(
		'at the same instant as others (%s): one mail, the text of the winner, and no answer says less',
		async (_what, posts) => {
			for (let round = 0; round < 6; round++) {
				at.sandbox.reset();
				const { post, links } = await paused(review);
				at.sandbox.settings.latencyMs = round % 4;
				const all = posts.map(async (text, index) => {
					const form =
						text === 'decline'
							? { decision: 'decline' }
							: { decision: 'approve', ...(text && { subject: 'Offer', body: text }) };
					const answer = await post(links[index % 2]!, form);
					return answerIn(answer.result) as Record<string, unknown> | undefined;
				});
				const outcomes = (await Promise.all(all)).filter((each) => each !== undefined);
				at.sandbox.settings.latencyMs = 0;
				// A question that nobody could settle stays open: the next click settles it.
				if (outcomes.length === 0) {
					const { result } = await post(links[0]!, { decision: 'decline' });
					outcomes.push(answerIn(result) as Record<string, unknown>);
				}
				const isSent = toCarl().length === 1;
				expect(toCarl().length).toBeLessThanOrEqual(1);
				expect(new Set(outcomes.map(({ approved }) => approved))).toEqual(new Set([isSent]));
				for (const { after } of outcomes) {
					if (after) expect(toCarl()).toMatchObject([after as object]);
				}
			}
		},
		120_000,
	);

	test('and whose send is refused: the page says so and shows the edit, which the next click sends', async () => {
		const { post, link, visit } = await paused(review);
		at.sandbox.fault({ match: { path: /send$/ }, action: { status: 403 }, times: 1 });
		const failed = await post(link, edited);
		expect(failed).toMatchObject({ status: 502, body: expect.stringContaining('Nine euros.') });
		expect(answerIn(failed.result)).toBeUndefined();
		expect((await visit(link)).body).toContain('Nine euros.');
		const { result } = await post(actionOf(failed.body, link), { decision: 'approve' });
		expect(answerIn(result)).toMatchObject({ approved: true });
		expect(toCarl()).toMatchObject([{ text: 'Nine euros.\n\nYours' }]);
		expect(drafts()).toEqual([]);
	});

	test('that shows characters nobody sees loses them with the edit, and keeps them without', async () => {
		const text = 'Ten\u200b euros.';
		const { post, link, visit } = await paused({ ...review, text });
		const page = await visit(link);
		expect(page.body).toContain('Ten⟨U+200B⟩ euros.');
		expect(page.body).toMatch(/<textarea id="body"[^>]*>\nTen euros\.</);
		await post(link, { decision: 'approve', subject: 'Offer', body: 'Ten euros.' });
		expect(toCarl()).toMatchObject([{ text }]);
	});

	test.each([
		['has HTML', { options: { html: '<p>Ten</p>' } }, true],
		['may not be edited', { options: { allowEditing: 'never' } }, false],
	])('that %s takes no edit: what is posted all the same is not sent', async (_w, more, isSaid) => {
		const { post, link, visit } = await paused({ ...review, ...more });
		const { body } = await visit(link);
		expect(body).not.toContain('name="body"');
		expect(body.includes('This draft is formatted')).toBe(isSaid);
		await post(link, edited);
		expect(toCarl()).toMatchObject([{ subject: 'Offer', text: 'Ten euros.\n\nYours' }]);
	});

	test('to nothing gets a sentence', async () => {
		const { post, link } = await paused(review);
		const { status, body } = await post(link, { decision: 'approve', subject: ' ', body: '' });
		expect([status, toCarl()]).toEqual([400, []]);
		expect(body).toContain('An email needs a subject or a text.');
	});
});

describe('a draft that is gone', () => {
	const only = () => drafts()[0]!.draft_id;

	test('because somebody sent it from elsewhere: the output says so, with the ids', async () => {
		const { post, link } = await paused(review);
		const { messageId } = await api().drafts.send(INBOX, only(), {});
		const page = await post(link, { decision: 'approve' });
		expect(answerIn(page.result)).toBeUndefined();
		const { result } = await post(link, { decision: 'decline' });
		expect(answerIn(result)).toMatchObject({ approved: true, message_id: messageId });
	});

	test('because it was changed and then sent: nobody can know, so the workflow ends with an error', async () => {
		const { post, link } = await paused(review);
		await api().drafts.update(INBOX, only(), { text: 'Something else.' });
		await api().drafts.send(INBOX, only(), {});
		const page = await post(link, { decision: 'decline' });
		expect(page).toMatchObject({ status: 409, body: expect.stringContaining('cannot tell') });
		expect(answerIn(page.result)).toBeUndefined();
		await expect(post(link, { decision: 'decline', end: 'yes' })).rejects.toThrow(
			'It cannot be known whether the draft was sent',
		);
	});

	test('because it was deleted, while other mail went out: not sent, and deleted', async () => {
		const { post, link } = await paused(review);
		await api().drafts.delete(INBOX, only());
		await api().messages.send(INBOX, { to: ['dora@example.com'], subject: 'Hello', text: 'Hi' });
		const { result } = await post(link, { decision: 'decline' });
		expect(answerIn(result)).toMatchObject({ approved: false, deleted: true });
	});
});

test('a draft with 53 characters in its subject that nobody sees shows each of them, in email and page', async () => {
	const hidden = Array.from({ length: 53 }, (_, index) => String.fromCodePoint(0xe0100 + index));
	const { link, visit } = await paused({ ...review, subject: `Offer${hidden.join('')}` });
	const [question] = mails();
	const { body } = await visit(link);
	const written = (text: string) => text.match(/⟨U\+E01[0-9A-F]{2}⟩/g)?.length ?? 0;
	for (const text of [body, question!.text!, question!.html!]) {
		expect(written(text)).toBeGreaterThanOrEqual(53);
		expect(text).not.toMatch(/[\u{e0100}-\u{e01ef}]/u);
	}
});
