import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import {
	answerIn,
	asking,
	askingForReply,
	formAction,
	linkOf,
	mailsTo,
	pause,
	replyTo,
	reviewing,
	submit,
	visit,
	waiting,
} from './reviewSupport.mjs';
import { INBOX, type World } from './world.mjs';

/** n8n is started again while questions are open: once for all kinds of them, because a start takes long. */
export function reviewRestartSuite(world: () => World): void {
	const client = () => world().n8n.client;
	const answerTo = async (executionId: string) =>
		answerIn(await client().endedExecution(executionId));

	it('every question stays open, and one whose time is over never reads as approved', async () => {
		const { sandbox } = world();
		const limit = {
			values: { limitType: 'afterTimeInterval', resumeAmount: 0.05, resumeUnit: 'minutes' },
		};
		const chained = await pause(
			world(),
			asking(world(), {}),
			asking(world(), { options: { limitWaitTime: limit } }, 'Ask again'),
		);
		const first = linkOf(world(), chained.executionId);
		await submit(first, { decision: 'approve' });
		await waiting(
			world(),
			chained.executionId,
			() => linkOf(world(), chained.executionId) !== first,
		);
		const late = linkOf(world(), chained.executionId);
		const approval = await pause(world(), asking(world(), { message: 'Still there?' }));
		const freeText = await pause(world(), asking(world(), { responseType: 'freeText' }));
		const draft = await pause(world(), reviewing(world()));
		const reply = await pause(world(), askingForReply(world()));
		const [question] = mailsTo(world()).slice(-1);
		await sleep(3500);
		// The node says that it is too late; if n8n has gone on in the meantime, n8n says so in its own words.
		expect((await submit(late, { decision: 'approve' })).text).not.toContain('Approved');

		await world().n8n.end();
		await world().n8n.start();

		const execution = await client().endedExecution(chained.executionId, 90_000);
		expect(answerIn(execution).approved).toBe(true);
		expect(outputOf(execution, 'Ask again').map(({ json }) => json)).toEqual([
			{ data: { approved: false, timedOut: true } },
		]);

		const approvalLink = linkOf(world(), approval.executionId);
		expect((await visit(approvalLink)).text).toContain('Still there?');
		await submit(approvalLink, { decision: 'approve' });
		expect((await answerTo(approval.executionId)).approved).toBe(true);

		await submit(linkOf(world(), freeText.executionId), { text: 'Blue.' });
		expect((await answerTo(freeText.executionId)).text).toBe('Blue.');

		const sent = () =>
			[...sandbox.store.messages.values()].filter(({ to }) => /carl@/.test(to.join()));
		const draftLink = linkOf(world(), draft.executionId);
		const page = await visit(draftLink);
		expect(page.text).toContain('Ten euros.');
		expect(sent()).toEqual([]);
		await submit(formAction(page, draftLink), { decision: 'approve' });
		expect((await answerTo(draft.executionId)).approved).toBe(true);
		expect(sent()).toHaveLength(1);

		await sandbox.receive(INBOX, replyTo(question!));
		expect((await answerTo(reply.executionId)).text).toBe('Blue.');
	}, 180_000);
}
