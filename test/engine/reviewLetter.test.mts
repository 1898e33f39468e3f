import { beforeEach, describe, expect, test } from '@jest/globals';

import { AgentMailClient } from 'agentmail';

import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';
import { ACTION, TOOL, type WorkflowDefinition } from '../../scripts/engine/engine.mjs';
import { INBOX, useSandbox } from './fixture.mjs';
import { answerIn, asks, reviewsAt } from './reviewRun.mjs';

const at = useSandbox();
const { mails, paused, pausedIn } = reviewsAt(at);
beforeEach(() => at.sandbox.reset());

const draft = {
	resource: 'draft',
	subject: 'Offer',
	text: 'Ten euros.',
	to: 'carl@example.com',
	reviewers: 'jane@example.com',
	message: '',
};

describe('the email that asks', () => {
	test('says until when, in the time zone of the workflow, and who else was asked', async () => {
		const values = { limitType: 'atSpecifiedTime', maxDateAndTime: '2099-01-31T09:00:00' };
		const definition = asks({
			to: 'jane@example.com, Bob <bob@example.com>',
			options: { limitWaitTime: { values } },
		});
		await pausedIn({ ...definition, settings: { timezone: 'Europe/Berlin' } });
		const [janes, bobs] = mails();
		for (const { text } of [janes!, bobs!]) {
			expect(text).toContain('Please answer by Saturday, January 31, 2099');
			expect(text).toContain('9:00');
			expect(text).toContain('(Europe/Berlin)');
		}
		expect(janes!.text).toContain('Also asked: bob@example.com.');
		expect(bobs!.text).toContain('Also asked: jane@example.com.');
	});

	test('has CC once, Reply To, a label on its button, and stands in the conversation that it is about', async () => {
		const about = await at.sandbox.receive(INBOX, { from: 'cara@example.com', subject: 'Late' });
		await paused({
			to: 'jane@example.com, bob@example.com',
			options: {
				cc: 'boss@example.com',
				replyTo: 'team@example.com',
				messageButtonLabel: 'Have a look',
				inReplyTo: about.message_id,
			},
		});
		const sent = mails();
		expect(sent.map(({ to, cc = [] }) => [to, cc])).toEqual([
			[['jane@example.com'], ['boss@example.com']],
			[['bob@example.com'], []],
		]);
		for (const each of sent) {
			expect(each).toMatchObject({ thread_id: about.thread_id, reply_to: ['team@example.com'] });
			expect(each.text).toMatch(/^Have a look:$/m);
		}
	});

	test('about an answer shows the words that it answers, escaped, cut with a note', async () => {
		const about = await at.sandbox.receive(INBOX, {
			from: 'cara@example.com',
			subject: 'Late',
			text: `Where is <my> order? ${'x'.repeat(5_000)}`,
		});
		const { visit, link } = await paused({
			...draft,
			draftType: 'reply',
			messageId: { __rl: true, mode: 'id', value: about.message_id },
		});
		const { body } = await visit(link);
		expect(body).toContain('Where is &#60;my&#62; order?');
		expect(body).toMatch(/more characters are not shown/);
		expect(mails()[0]!.text).toContain('| Where is <my> order?');
		expect(mails()[0]!.html).not.toContain('<my>');
	});

	test('gives its small print no colour of its own, which a program that darkens email could not change', async () => {
		await paused({ options: { appendAttribution: true } });
		const html = mails()[0]!.html!;
		const notes = html.match(/<p style="font-size:14px">/g);
		expect(notes?.length).toBeGreaterThanOrEqual(2);
		// A colour goes only with a background.
		for (const [, style = ''] of html.matchAll(/style="([^"]*)"/g)) {
			expect(/(?<!-)color:/.test(style)).toBe(/background:/.test(style));
		}
	});

	test('and the button of its page say that an approval sends', async () => {
		const { visit, link } = await paused(draft);
		expect((await visit(link)).body).toContain('>Approve and Send</button>');
		expect(mails()[0]!.text).toContain('Approve and Send / Decline:');
	});
});

describe('texts of one\u2019s own', () => {
	/** Words that stand for every text, such as ⟦comment⟧. */
	const texts = Object.fromEntries(
		Object.keys(TEXTS).map((name) => [name, name === 'language' ? 'de' : `⟦${name}⟧`]),
	);
	const options = { texts: JSON.stringify(texts), appendAttribution: true };
	/** What a page or an email says besides: words that are neither of these nor given by the question. */
	const left = (html: string, given: RegExp) =>
		html
			.replace(/<style>[^]*?<\/style>|<head>[^]*?<\/head>/g, '')
			.replace(/<[^>]*>/g, ' ')
			.replace(/&#\d+;/g, ' ')
			.replace(/https?:\S+/g, '')
			.replace(/⟦\w+⟧/g, '')
			.replace(given, '')
			.match(/[A-Za-z]{2,}/g);

	const form = {
		responseType: 'customForm',
		defineForm: 'json',
		jsonOutput: JSON.stringify([
			{ fieldLabel: 'QQ', requiredField: true },
			{ fieldLabel: 'QQ', fieldType: 'dropdown', fieldOptions: { values: [{ option: 'QQ' }] } },
			{ fieldLabel: 'QQ', fieldType: 'file' },
		]),
	};
	test.each([
		['an approval', {}],
		['a free text', { responseType: 'freeText' }],
		['a form', form],
		['a draft', { ...draft, subject: 'QQ', text: 'QQ' }],
	])('leave no English in email, page and what follows: %s', async (_what, more) => {
		const until = { limitWaitTime: { values: { resumeAmount: 1, resumeUnit: 'days' } } };
		const { visit, post, link } = await paused({
			...more,
			...('reviewers' in more ? {} : { subject: 'QQ' }),
			message: 'QQ',
			options: { ...options, ...until },
		});
		const given = /QQ|[\w.]+@[\w.]+|Support Agent/g;
		const question = mails().findLast(({ text }) => text?.includes('/webhook-waiting/'))!;
		const shown = await visit(link);
		expect(shown.body).toContain('<html lang="de">');
		const wrong = await post(link, {});
		const right = { decision: 'approve', text: 'QQ', 'field-0': 'QQ' };
		const done = await post(link, right);
		expect(answerIn(done.result)).toBeDefined();
		const after = await visit(link.replace(/signature=\w/, 'signature=g'));
		for (const html of [question.html!, shown.body, wrong.body, done.body, after.body]) {
			expect(left(html, given)).toBeNull();
		}
	});

	test.each([
		['{ "aprove": "Ja" }', 'there is no text called "aprove"'],
		['{ "language": "no such thing" }', 'is not a language tag'],
		['{', 'is not valid JSON'],
	])('%s is a sentence, and nothing is sent', async (given, sentence) => {
		await expect(paused({ options: { texts: given } })).rejects.toThrow(sentence);
		expect(mails()).toEqual([]);
	});
});

test('a form with a file field is refused by an n8n that never deletes uploads', async () => {
	const jsonOutput = JSON.stringify([{ fieldLabel: 'Receipt', fieldType: 'file' }]);
	let owner = at.engine.core.ExecuteContext.prototype as object;
	while (!Object.hasOwn(owner, 'isToolExecution')) owner = Object.getPrototypeOf(owner) as object;
	const kept = Object.getOwnPropertyDescriptor(owner, 'isToolExecution')!;
	Reflect.deleteProperty(owner, 'isToolExecution');
	try {
		const form = { responseType: 'customForm', defineForm: 'json', jsonOutput };
		await expect(paused(form)).rejects.toThrow('File fields need n8n 2');
	} finally {
		Object.defineProperty(owner, 'isToolExecution', kept);
	}
	expect(mails()).toEqual([]);
});

describe('an object in a template', () => {
	test('shows as JSON, in email and page', async () => {
		const message = '=Order: {{ $json.order }}, {{ $json.order.id }}!';
		const { visit, link } = await paused({ message }, [{ order: { id: 7 } }]);
		const written = 'Order: {\n  "id": 7\n}, 7!';
		expect(mails()[0]!.text).toContain(written);
		expect((await visit(link)).body).toContain(written.replaceAll('"', '&#34;'));
	});
});

describe('a review in front of a tool', () => {
	const inFront = (call: object): WorkflowDefinition => {
		const definition = asks({ message: '=Run {{ $tool.name }}: {{ $tool.parameters }}' }, [call]);
		definition.nodes[2]!.type = `${ACTION}HitlTool`;
		return definition;
	};

	/** The same with one tool of this package behind it. */
	const before = (tool: object, given: object): WorkflowDefinition => {
		const definition = inFront({ tool: 'send_draft', toolCallId: 'call_1', toolParameters: given });
		const parameters = { resource: 'draft', operation: 'send', ...tool };
		definition.nodes.push({ name: 'send draft', type: TOOL, parameters: parameters as never });
		const to = [[{ node: 'Ask', type: 'ai_tool', index: 0 }]];
		definition.connections = { ...definition.connections, 'send draft': { ai_tool: to } as never };
		return definition;
	};
	const byModel = { __rl: true, mode: 'id', value: "={{ $fromAI('Draft') }}" };
	const inbox = { __rl: true, mode: 'id', value: INBOX };
	const madeDraft = async () => {
		const api = new AgentMailClient({ apiKey: at.sandbox.apiKey, baseUrl: at.sandbox.url });
		const made = await api.inboxes.drafts.create(INBOX, { to: ['carl@example.com'], text: 'Ten.' });
		return { Draft: made.draftId };
	};
	const approve = { decision: 'approve' };

	test('shows what it would send, also the hidden characters of the values', async () => {
		const given = { ...(await madeDraft()), Note: 'fine\u{e0041}' };
		const { visit, post, link } = await pausedIn(
			before({ inboxId: inbox, draftId: byModel }, given),
		);
		const { body } = await visit(link);
		for (const shown of ['send draft', 'To: carl@example.com', 'Ten.', 'Note: fine⟨U+E0041⟩']) {
			expect(body).toContain(shown);
		}
		expect(answerIn((await post(link, approve)).result)).toMatchObject({ approved: true });
	});

	test.each([
		['its key cannot read it', { inboxId: inbox, draftId: byModel }, 'cannot read what the agent'],
		[
			'nobody can tell',
			{ inboxId: inbox, draftId: "={{ $('None').item }}" },
			'cannot be worked out',
		],
	])('cannot be approved where %s, and says so', async (_why, tool, sentence) => {
		const given = await madeDraft();
		at.sandbox.fault({ match: { method: 'GET', path: /drafts\// }, action: { status: 403 } });
		const { visit, post, link } = await pausedIn(before(tool, given));
		const { body } = await visit(link);
		expect(body).toContain(sentence);
		expect(body).not.toContain('value="approve"');
		const { status, result } = await post(link, approve);
		expect([status, answerIn(result)]).toEqual([409, undefined]);
		const declined = await post(link, { decision: 'decline', text: 'No.' });
		expect(answerIn(declined.result)).toMatchObject({ approved: false, chatInput: 'No.' });
	});

	test('lists each value on its line: none can look like the next', async () => {
		const { visit, link } = await pausedIn(
			inFront({
				tool: 'post',
				toolCallId: 'call_1',
				toolParameters: { To: 'a@b.c\nBCC: nobody', Body: { a: [1] }, Long: 'w '.repeat(3_000) },
			}),
		);
		const { body } = await visit(link);
		expect(body).toContain('To: a@b.c\n    BCC: nobody');
		expect(body).toContain('Body: \n    {\n      &#34;a&#34;: [\n        1');
		expect(body).toContain('w '.repeat(3_000).trim());
		expect(body).not.toContain('[object Object]');
		expect(mails()[0]!.text).toContain('|     BCC: nobody');
	});
});
