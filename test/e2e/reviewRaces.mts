import {
	answerIn,
	askingForReply,
	ended,
	linkOf,
	mailsTo,
	pause,
	replyTo,
	reviewing,
	submit,
} from './reviewSupport.mjs';
import { INBOX, type World } from './world.mjs';

/** Answers at the same instant: a few of them with every `test:e2e`, many with `test:chaos review`. */

/** Asks about drafts and answers each with approve and decline at once. @returns what came of each */
export async function simultaneous(world: World, count: number) {
	const { sandbox } = world;
	const rounds = Array.from({ length: count }, async (_, index) => {
		const subject = `At once ${index} ${Math.random()}`;
		const whenDeclined = index % 2 === 0 ? 'keep' : 'delete';
		const options = { whenDeclined };
		const { executionId } = await pause(world, reviewing(world, { subject, options }));
		const link = linkOf(world, executionId);
		const answers = index % 3 === 0 ? ['decline', 'approve'] : ['approve', 'decline'];
		await Promise.all(answers.map(async (decision) => await insist(link, decision)));
		const { approved, message_id } = answerIn(await ended(world, executionId));
		await sandbox.idle();
		const all = [...sandbox.store.messages.values()].filter((each) => each.subject === subject);
		const drafts = [...sandbox.store.drafts.values()].filter((each) => each.subject === subject);
		return { approved, message_id, sent: all.length, drafts: drafts.length, whenDeclined };
	});
	return await Promise.all(rounds);
}

/** Answers one question about a draft so many times at once: approvals, declines, and edits of different words. */
export async function crowd(world: World, count: number, whenDeclined: string) {
	const { sandbox } = world;
	const subject = `Crowd ${Math.random()}`;
	const { executionId } = await pause(
		world,
		reviewing(world, { subject, text: 'Original', options: { whenDeclined } }),
	);
	const link = linkOf(world, executionId);
	const forms = Array.from({ length: count }, (_, index): Record<string, string> => {
		if (index % 3 === 0) return { decision: 'approve' };
		if (index % 3 === 1) return { decision: 'approve', subject, body: `Edit ${index}` };
		return { decision: 'decline' };
	});
	await Promise.all(forms.map(async (form) => await submit(link, form)));
	// Where all of them were too late for each other, the next click settles it.
	const { status } = await world.n8n.client.execution(executionId);
	if (status === 'waiting') await insist(link, 'decline');
	const answer = answerIn(await ended(world, executionId));
	await sandbox.idle();
	const sent = [...sandbox.store.messages.values()].filter((each) => each.subject === subject);
	return { answer, sent };
}

/** Answers until the page does not say "did not work, try again", as it does when a busy machine takes too long. */
async function insist(link: string, decision: string): Promise<void> {
	while ((await submit(link, { decision })).status === 503);
}

/**
 * Pauses so many workflows in one inbox at once, then answers each with its own words, so many in the same instant.
 * Every reply goes to the webhooks of all pauses.
 */
export async function answeredInGroups(world: World, count: number, size: number) {
	const { sandbox } = world;
	const known = new Set(mailsTo(world).map(({ message_id }) => message_id));
	const paused = await Promise.all(
		Array.from({ length: count }, async (_, index) => ({
			wanted: `Answer ${index}`,
			...(await pause(world, askingForReply(world, { subject: `Colour ${index}?` }))),
		})),
	);
	const questions = mailsTo(world).filter(({ message_id }) => !known.has(message_id));
	// What a busy n8n did not take in 15 s is delivered again after 5 s, then after minutes: here sooner.
	sandbox.setTimeScale(60);
	for (let at = 0; at < count; at += size) {
		const group = paused.slice(at, at + size).map(async ({ wanted }, index) => {
			const question = questions.find(({ subject }) => subject === `Colour ${at + index}?`)!;
			await sandbox.receive(INBOX, replyTo(question, { text: wanted }));
		});
		await Promise.all(group);
		await sandbox.idle(300_000);
	}
	sandbox.setTimeScale(1);
	return await Promise.all(
		paused.map(async ({ wanted, executionId }) => {
			const execution = await ended(world, executionId);
			return { wanted, got: answerIn(execution).text };
		}),
	);
}
