import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IRun } from 'n8n-workflow';

import { createEngine, output } from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, timings, useSandbox } from './fixture.mjs';
import { actionOf as action, answerIn, asks, reviewsAt } from './reviewRun.mjs';

const at = useSandbox();
const { mails, paused } = reviewsAt(at);
const linkIn = (text = '') => /https:\S+\/webhook-waiting\/\S+/.exec(text)![0];

describe('a question by mail', () => {
	test('goes out once to each who is asked, each with a link of their own', async () => {
		const { links } = await paused({ to: 'jane@example.com, Bob <bob@example.com>' });
		expect(mails().map(({ to }) => to)).toEqual([['jane@example.com'], ['Bob <bob@example.com>']]);
		expect(new Set(links).size).toBe(2);
	});

	test('goes out once however often n8n tries again, and its link stays right', async () => {
		at.sandbox.fault({
			match: { path: '^/v0/inboxes/.*/send' },
			times: 7,
			action: { status: 503 },
		});
		const definition = asks();
		Object.assign(definition.nodes[2]!, { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 });
		const run = await at.engine.run(definition);
		expect(mails()).toHaveLength(1);
		const answer = await at.engine.visit(run, definition, linkIn(mails()[0]!.text));
		expect(answer.status).toBe(200);
	}, 60_000);

	test('goes to no reviewer twice where the mail to another failed and its text has changed', async () => {
		const match = { path: /send$/ };
		at.sandbox.fault({ match, times: 1, action: { delayMs: 0 } });
		const body = { code: 'message_rejected', message: 'Not now' };
		at.sandbox.fault({ match, times: 1, action: { status: 403, body } });
		const to = 'jane@example.com, bob@example.com';
		const definition = asks({ to, message: '={{ Math.random() }}' });
		Object.assign(definition.nodes[2]!, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
		const run = await at.engine.run(definition);
		expect(run.data.resultData.error).toBeUndefined();
		expect(
			mails()
				.flatMap((mail) => mail.to)
				.sort(),
		).toEqual(['bob@example.com', 'jane@example.com']);
	}, 90_000);

	test('has a subject in which nothing is turned round', async () => {
		await paused({ subject: 'Invoice \u202etxt.exe' });
		expect(mails()[0]!.subject).toBe('Invoice ⟨U+202E⟩txt.exe');
	});

	test('carries no footer unless it is switched on', async () => {
		await paused();
		expect(mails()[0]!.text).not.toContain('sent automatically');
		at.sandbox.reset();
		await paused({ options: { appendAttribution: true } });
		expect(mails()[0]!.text).toContain('sent automatically with n8n');
	});

	test.each([
		['nobody is asked', { to: "={{ '' }}" }, 'Nobody is asked.'],
		['there is no message', { message: "={{ '' }}" }, 'Fill in Subject and Message.'],
		['an address is none', { to: 'jane' }, 'is not an email address'],
		[
			'the time limit is over already',
			{
				options: {
					limitWaitTime: { values: { limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01' } },
				},
			},
			'must end in the future',
		],
		[
			'the time limit is no date any more',
			{ options: { limitWaitTime: { values: { resumeAmount: 1_700_000_000_000 } } } },
			'before the year 3000',
		],
	])('is a sentence when %s, and nothing is mailed', async (_when, parameters, sentence) => {
		await expect(paused(parameters)).rejects.toThrow(sentence);
		expect(mails()).toEqual([]);
	});

	test('of an n8n that cannot sign links is a sentence', async () => {
		const { prototype } = at.engine.core.ExecuteContext;
		prototype.getSignedResumeUrl = undefined;
		try {
			await expect(paused()).rejects.toThrow('Update n8n to version 1.120 or newer.');
		} finally {
			delete prototype.getSignedResumeUrl;
		}
		expect(mails()).toEqual([]);
	});

	test('continues on fail with an item that says why, and does not wait', async () => {
		const definition = asks({ to: "={{ '' }}" });
		Object.assign(definition.nodes[2]!, { onError: 'continueRegularOutput' });
		const run = await at.engine.run(definition);
		expect(run.data.waitTill).toBeUndefined();
		expect(output(run, 'Ask')[0]!.json.error).toContain('Nobody is asked.');
	});
});

describe('its page', () => {
	test('shows the question as it was asked, and a visit has no effect', async () => {
		const { visit, link } = await paused({ message: '=Order {{ $json.order }} <now>?' }, [
			{ order: 7 },
		]);
		const { body, result, status } = await visit(link);
		expect(status).toBe(200);
		expect(body).toContain('Order 7 &#60;now&#62;?');
		expect(answerIn(result)).toBeUndefined();
	});

	test('passes on what was decided, with the comment for people and for agents', async () => {
		const { post, link } = await paused();
		const { result, body } = await post(link, { decision: 'decline', text: ' Not yet ' });
		expect(body).toContain('<h1>Declined</h1>');
		expect(answerIn(result)).toEqual({
			approved: false,
			comment: 'Not yet',
			chatInput: 'Not yet',
			respondedAt: expect.any(String),
			respondedBy: 'jane@example.com',
		});
	});

	test.each([
		['nothing', {}],
		['something else', { decision: 'yes' }],
		['text alone', { text: 'approve' }],
	])('decides nothing when %s is posted', async (_what, form) => {
		const { post, link } = await paused();
		const { result, status } = await post(link, form);
		expect([status, answerIn(result)]).toEqual([400, undefined]);
	});

	test.each(['purpose', 'round', 'reviewer', 'seen', 'signature'])(
		'is refused when the %s of the link was changed',
		async (name) => {
			const { visit, post, link } = await paused();
			const url = new URL(link);
			url.searchParams.set(name, name === 'purpose' ? 'reply' : '1');
			for (const answer of [await visit(url.href), await post(url.href, { decision: 'approve' })]) {
				expect(answer.status).toBe(403);
				expect(answer.body).not.toContain('May I?');
				expect(answerIn(answer.result)).toBeUndefined();
			}
		},
	);

	test('is refused to the link of an earlier execution that had the same id', async () => {
		// Each counts from 1, as n8n does with a database that was made anew.
		const engines = [1, 2].map(async () => await createEngine(credentialFor(at.sandbox)));
		const [before, now] = await Promise.all(engines);
		const definition = asks();
		await before!.run(definition);
		const link = linkIn(mails()[0]!.text);
		at.sandbox.reset();
		const run = await now!.run(definition);
		const current = linkIn(mails()[0]!.text);
		expect(new URL(current).pathname).toBe(new URL(link).pathname);
		const post = async (url: string) =>
			await now!.visit(run, definition, url, { method: 'POST', form: { decision: 'approve' } });
		expect(await post(link)).toMatchObject({ status: 410 });
		expect(answerIn((await post(current)).result)).toMatchObject({ approved: true });
	}, 120_000);

	test('is refused once the time limit is over', async () => {
		const values = { resumeAmount: 1, resumeUnit: 'minutes' };
		const { post, link } = await paused({ options: { limitWaitTime: { values } } });
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
		const { status, body, result } = await post(link, { decision: 'approve' });
		later.mockRestore();
		expect([status, answerIn(result)]).toEqual([410, undefined]);
		expect(body).toContain('This request has expired');
	});
});

test('a time limit from the date picker is meant in the time zone of the workflow', async () => {
	const values = { limitType: 'atSpecifiedTime', maxDateAndTime: '2099-01-31T09:00:00' };
	const definition = asks({ options: { limitWaitTime: { values } } });
	const { data } = await at.engine.run({ ...definition, settings: { timezone: 'Europe/Berlin' } });
	expect(data.waitTill).toEqual(new Date('2099-01-31T08:00:00Z'));
});

describe('at the time limit', () => {
	const limit = { limitWaitTime: { values: { resumeAmount: 1, resumeUnit: 'days' } } };
	const said = [
		{ approved: true },
		{ data: { approved: true, chatInput: 'yes' } },
		{ data: { approved: true }, approved: true },
	];
	let run: IRun;

	test.each(said)('the output never reads as approved, though the input was %j', async (before) => {
		const { run: waiting, definition } = await paused({ options: limit }, [before, before]);
		run = await at.engine.timeOut(waiting, definition);
		expect(output(run, 'Ask').map(({ json }) => json)).toEqual([
			{ data: { approved: false, timedOut: true } },
		]);
		// What came before is still what it was.
		expect(output(run, 'Items').map(({ json }) => json)).toEqual([before, before]);
	});

	test('also with "Execute Once"', async () => {
		const definition = asks({ options: limit }, [{ approved: true }, { approved: true }]);
		Object.assign(definition.nodes[2]!, { executeOnce: true });
		run = await at.engine.timeOut(await at.engine.run(definition), definition);
		expect(output(run, 'Ask').map(({ json }) => json)).toEqual([
			{ data: { approved: false, timedOut: true } },
		]);
	});
});

describe('a draft for approval', () => {
	const review = {
		resource: 'draft',
		subject: 'Offer',
		text: 'Ten euros.',
		to: 'carl@example.com',
		reviewers: 'jane@example.com',
		message: '',
	};
	const sent = () => mails().filter(({ subject }) => subject === 'Offer');
	beforeEach(() => at.sandbox.reset());

	test('is sent by the form of its page alone, once', async () => {
		const { visit, post, link } = await paused(review);
		const page = await visit(link);
		expect(sent()).toEqual([]);
		const answers = await Promise.all(
			['approve', 'approve', 'approve'].map(
				async (decision) => await post(action(page.body, link), { decision }),
			),
		);
		expect(sent()).toHaveLength(1);
		for (const { result } of answers) {
			expect(answerIn(result)).toMatchObject({ approved: true, message_id: sent()[0]!.message_id });
		}
	});

	test.each(['keep', 'delete'])(
		'reports what has become of it, whatever is answered at once (%s)',
		async (whenDeclined) => {
			for (let round = 0; round < 10; round++) {
				at.sandbox.reset();
				const { post, link } = await paused({ ...review, options: { whenDeclined } });
				at.sandbox.settings.latencyMs = round % 3;
				const decisions = ['approve', 'decline', 'approve', 'decline'];
				const all = decisions.map(async (decision) => await post(link, { decision }));
				const outcomes = (await Promise.all(all)).flatMap(({ result }) => answerIn(result) ?? []);
				at.sandbox.settings.latencyMs = 0;
				expect(outcomes.length).toBeGreaterThan(0);
				const approved = outcomes.map((each) => (each as { approved: boolean }).approved);
				expect(new Set(approved)).toEqual(new Set([sent().length === 1]));
				const kept = [...at.sandbox.store.drafts.values()];
				const isKept = sent().length === 0 && whenDeclined === 'keep';
				expect(kept).toHaveLength(isKept ? 1 : 0);
				for (const each of outcomes) {
					if (isKept) expect(each).toMatchObject({ draft_id: kept[0]!.draft_id });
				}
			}
		},
		60_000,
	);

	test("is still its workflow's own when it was declined: an agent that may only draft goes on with it", async () => {
		const { post, link } = await paused(review);
		const { result } = await post(link, { decision: 'decline', text: 'Shorter, please.' });
		const { draft_id } = answerIn(result) as { draft_id: string };
		const [changed] = await at.engine.tool({
			resource: 'draft',
			operation: 'update',
			inboxId: byId(INBOX),
			draftId: byId(draft_id),
			updateFields: { text: 'Short.' },
			agentProfile: 'draftsOnly',
			agentWorksIn: byId(INBOX),
		});
		expect(changed!.json).toMatchObject({ draft_id });
	});

	test('an answer that n8n could not store is given again by the next click, either way', async () => {
		const { post, link } = await paused(review);
		await post(link, { decision: 'approve' });
		const { result, body } = await post(link, { decision: 'decline' });
		expect(answerIn(result)).toMatchObject({ approved: true, message_id: sent()[0]!.message_id });
		expect(body).toContain('Already sent');
		expect(sent()).toHaveLength(1);
	});

	test('that could not be sent comes back with the comment that was typed, as plain text', async () => {
		const { post, link } = await paused(review);
		at.sandbox.fault({ match: { path: /send$/ }, action: { status: 403 } });
		const text = 'Fine </textarea><b>by me</b>';
		const { status, body } = await post(link, { decision: 'approve', text });
		expect(status).toBe(502);
		expect(body).toContain('>Fine &#60;/textarea&#62;&#60;b&#62;by me&#60;/b&#62;</textarea>');
	});

	describe('whose send is not answered', () => {
		const path = /drafts\/.*send$/;
		const approve = { decision: 'approve' };
		const usual = { ...timings };
		afterEach(() => {
			jest.restoreAllMocks();
			Object.assign(timings, usual);
		});

		/** The mail is out, and the page cannot know. */
		async function lost() {
			const { post, link } = await paused(review);
			at.sandbox.fault({ match: { path }, action: 'lostAnswer', times: 1 });
			const down = { status: 503, headers: { 'retry-after': '0' } };
			const up = at.sandbox.fault({ match: { path }, action: down });
			const page = await post(link, approve);
			expect(answerIn(page.result)).toBeUndefined();
			up();
			return { page, again: await post(link, approve) };
		}

		test('is not called unsent, and another click tells what has become of it', async () => {
			const { page, again } = await lost();
			expect(page).toMatchObject({
				status: 502,
				body: expect.stringContaining('confirm that the email was sent'),
			});
			expect(page.body).not.toContain('was not sent');
			expect(answerIn(again.result)).toMatchObject({ approved: true });
			expect(sent()).toHaveLength(1);
		});

		test('nor is it when the page has waited long enough', async () => {
			Object.assign(timings, { firstWait: 60_000, longestWait: 60_000 });
			const { timeout } = AbortSignal;
			jest
				.spyOn(AbortSignal, 'timeout')
				.mockImplementation((ms) => timeout.call(AbortSignal, ms === 20_000 ? 200 : ms));
			const { page, again } = await lost();
			expect(page).toMatchObject({ status: 503, body: expect.stringContaining('recorded') });
			expect(page.body).not.toContain('Nothing has been decided');
			expect(answerIn(again.result)).toMatchObject({ approved: true });
			expect(sent()).toHaveLength(1);
		});
	});

	test('of several items is a sentence', async () => {
		await expect(paused(review, [{}, {}])).rejects.toThrow('Loop Over Items');
	});
});

describe('a reply by mail', () => {
	test('needs an address that AgentMail can reach: else a sentence, and nothing is mailed', async () => {
		at.engine.useCredential({ apiKey: 'am_us_x', environment: 'us' });
		at.engine.useAddress('http://192.168.0.7:5678');
		try {
			await expect(paused({ responseType: 'reply' })).rejects.toThrow(
				'AgentMail cannot reach this n8n',
			);
		} finally {
			at.engine.useAddress('https://n8n.example.com');
		}
		expect(mails()).toEqual([]);
	});

	describe('to a question that goes out without a word of AgentMail', () => {
		test('could not be recognized: a sentence, instead of a wait that nothing ends', async () => {
			const path = /messages\/send$/;
			const down = { status: 503, headers: { 'retry-after': '0' } };
			at.sandbox.fault({ match: { path }, times: 1, action: 'lostAnswer' });
			at.sandbox.fault({ match: { path }, times: 5, action: down });
			const definition = asks({ responseType: 'reply', message: '={{ Math.random() }}' });
			Object.assign(definition.nodes[2]!, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
			const { data } = await at.engine.run(definition);
			expect(mails()).toHaveLength(1);
			expect(data.waitTill).toBeUndefined();
			expect(data.resultData.error?.message).toContain('Run the workflow again');
			expect(at.sandbox.store.webhooks.size).toBe(0);
		});
	});

	test('leaves no webhook behind when the question could not be mailed', async () => {
		at.sandbox.fault({ match: { path: '^/v0/inboxes/.*/send' }, action: { status: 403 } });
		await expect(paused({ responseType: 'reply' })).rejects.toThrow();
		expect(at.sandbox.store.webhooks.size).toBe(0);
	});
});
