import { expect, it } from '@jest/globals';
import {
	chain,
	manualTrigger,
	type NodeSketch,
	type WorkflowDefinition,
} from '../../scripts/n8n/workflow.mjs';
import {
	answerIn,
	asking,
	askingForReply,
	linkOf,
	pause,
	pauseIn,
	pauseWebhooks,
	reviewing,
	submit,
	visit,
	waiting,
} from './reviewSupport.mjs';
import type { World } from './world.mjs';

export function reviewSuite(world: () => World): void {
	const client = () => world().n8n.client;
	const statusOf = async (id: string) => (await client().execution(id)).status;

	it('approval: what programs post decides nothing, the form of its page does', async () => {
		const { executionId } = await pause(world(), asking(world(), { message: 'May I <b>go</b>?' }));
		const link = linkOf(world(), executionId);
		// What a program may post that follows forms without reading them.
		await submit(link, {});
		await submit(link, { decision: 'perhaps' });
		expect(await statusOf(executionId)).toBe('waiting');

		const page = await visit(link);
		expect(page).toMatchObject({ status: 200 });
		expect(page.text).toContain('May I &#60;b&#62;go&#60;/b&#62;?');
		expect(page.headers.get('content-security-policy')).toMatch(
			/^default-src 'none'.*frame-ancestors 'none'/,
		);
		expect(page.headers.get('cache-control')).toBe('no-store');
		expect(page.headers.get('referrer-policy')).toBe('no-referrer');

		const done = await submit(link, { decision: 'approve', text: '' });
		expect(done.text).toContain('<h1>Approved</h1>');
		expect(done.headers.get('x-frame-options')).toBe('DENY');
		expect(answerIn(await client().endedExecution(executionId))).toEqual({
			approved: true,
			respondedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			respondedBy: 'jane@example.com',
		});
		expect((await submit(link, { decision: 'decline' })).status).not.toBe(500);
		expect(answerIn(await client().execution(executionId)).approved).toBe(true);
	});

	it('approval: a decline with a comment, by the second of two who were asked, with own words on the buttons', async () => {
		const approvalOptions = { values: { approveLabel: 'Ship it', disapproveLabel: 'Hold on' } };
		const { executionId } = await pause(
			world(),
			asking(world(), { to: 'jane@example.com, Bob B <bob@example.com>', approvalOptions }),
		);
		const [janes, bobs] = ['jane@example.com', 'bob@example.com'].map((address) =>
			linkOf(world(), executionId, address),
		);
		expect(janes).not.toBe(bobs);
		const page = await visit(bobs!);
		expect(page.text).toMatch(/Ship it<[^]*Hold on</);
		await submit(bobs!, { decision: 'decline', text: 'Not on a Friday.\r\nReally.' });
		expect(answerIn(await client().endedExecution(executionId))).toMatchObject({
			approved: false,
			comment: 'Not on a Friday.\nReally.',
			chatInput: 'Not on a Friday.\nReally.',
			respondedBy: 'bob@example.com',
		});
	});

	it('approval with one button takes no decline', async () => {
		const approvalOptions = { values: { approvalType: 'single' } };
		const { executionId } = await pause(world(), asking(world(), { approvalOptions }));
		const link = linkOf(world(), executionId);
		expect((await visit(link)).text).not.toContain('Decline');
		expect((await submit(link, { decision: 'decline' })).status).toBe(400);
		expect(await statusOf(executionId)).toBe('waiting');
		await submit(link, { decision: 'approve' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(true);
	});

	it('free text: an empty answer is asked for again', async () => {
		const { executionId } = await pause(world(), asking(world(), { responseType: 'freeText' }));
		const link = linkOf(world(), executionId);
		const again = await submit(link, { text: ' \n ' });
		expect(again).toMatchObject({ status: 400, text: expect.stringContaining('role="alert"') });
		expect(await statusOf(executionId)).toBe('waiting');
		await submit(link, { text: '  Blue, please 🙂 ' });
		expect(answerIn(await client().endedExecution(executionId))).toMatchObject({
			text: 'Blue, please 🙂',
			respondedBy: 'jane@example.com',
		});
	});

	const toTwo = { to: 'jane@example.com, bob@example.com' };
	it.each([
		['approval', () => asking(world(), toTwo)],
		['free text', () => asking(world(), { ...toTwo, responseType: 'freeText' })],
		['draft', () => reviewing(world(), { reviewers: toTwo.to })],
		['reply', () => askingForReply(world(), toTwo)],
	])('%s: a program that opens every address decides nothing', async (kind, question) => {
		const { sandbox } = world();
		const { executionId } = await pause(world(), question());
		const addresses =
			kind === 'reply'
				? pauseWebhooks(world()).map(({ url }) => url)
				: ['jane', 'bob'].map((name) => linkOf(world(), executionId, `${name}@example.com`));
		const mail = () => JSON.stringify([...sandbox.store.messages, ...sandbox.store.drafts]);
		const before = mail();
		for (const address of addresses) {
			for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) await visit(address, method);
		}
		expect(addresses).toHaveLength(kind === 'reply' ? 1 : 2);
		expect(await statusOf(executionId)).toBe('waiting');
		expect(mail()).toBe(before);
		expect(pauseWebhooks(world()).map(({ url }) => url)).toEqual(kind === 'reply' ? addresses : []);
		await client().stop(executionId);
	});

	it('refuses links that were changed, made up, or are of another purpose', async () => {
		const { executionId } = await pause(world(), asking(world(), {}));
		const link = linkOf(world(), executionId);
		const changed = (change: (url: URL) => void) => {
			const url = new URL(link);
			change(url);
			return url.href;
		};
		const forged = [
			changed(({ searchParams }) => searchParams.set('reviewer', '1')),
			changed(({ searchParams }) => searchParams.set('round', '0'.repeat(32))),
			changed(({ searchParams }) => searchParams.set('purpose', 'reply')),
			changed(({ searchParams }) => searchParams.set('signature', '0'.repeat(64))),
			changed(({ searchParams }) => searchParams.delete('signature')),
			changed((url) => (url.search = '')),
		];
		for (const url of forged) {
			expect((await visit(url)).text).not.toContain('May I?');
			expect((await submit(url, { decision: 'approve' })).status).toBeGreaterThanOrEqual(400);
		}
		expect(await statusOf(executionId)).toBe('waiting');
		await submit(link, { decision: 'decline' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(false);
	});

	it('refuses the link of an earlier turn of a loop, and closes the page of a stopped workflow', async () => {
		const { executionId } = await pauseIn(world(), asksAgain(asking(world(), {})));
		const first = linkOf(world(), executionId);
		await submit(first, { decision: 'approve' });
		await waiting(world(), executionId, () => linkOf(world(), executionId) !== first);
		const second = linkOf(world(), executionId);
		expect(second).not.toBe(first);

		expect(await visit(first)).toMatchObject({
			status: 410,
			text: expect.stringContaining('This request is closed'),
		});
		expect((await submit(first, { decision: 'approve' })).status).toBe(410);
		expect(await statusOf(executionId)).toBe('waiting');
		await client().stop(executionId);
		expect((await submit(second, { decision: 'approve' })).status).toBeGreaterThanOrEqual(400);
		expect(await statusOf(executionId)).toBe('canceled');
	});

	it('several items are one question, or a sentence', async () => {
		const items = orders('A-1', 'A-2');
		const { executionId } = await pause(
			world(),
			...items,
			asking(world(), { message: '=Ship {{ $json.order }}?' }),
		);
		const link = linkOf(world(), executionId);
		expect((await visit(link)).text).toMatch(/Ship A-1\?\s+Ship A-2\?/);
		await submit(link, { decision: 'approve' });
		expect(answerIn(await client().endedExecution(executionId)).approved).toBe(true);
		const different = asking(world(), { to: '={{ $json.order }}@example.com' });
		await expect(pause(world(), ...items, different)).rejects.toThrow(/Loop Over Items/);
	});
}

/** Two items, each with an order. */
function orders(...names: string[]): NodeSketch[] {
	return [
		{
			name: 'Orders',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ order: names }) },
		},
		{
			name: 'Each order',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'order' },
		},
	];
}

/** A workflow whose node `Ask` asks again and again. */
function asksAgain(node: NodeSketch): WorkflowDefinition {
	const definition = chain('asks again', manualTrigger, node);
	definition.connections.Ask = { main: [[{ node: 'Ask', type: 'main', index: 0 }]] };
	return definition;
}
