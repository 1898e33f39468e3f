import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { digestOfDraft, type DraftContent } from '../../nodes/AgentMail/agent/referenced.js';
import { draftSections } from '../../nodes/AgentMail/humanReview/preview.js';
import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';

const reviewed = (draft: object = {}, rest: Partial<DraftContent> = {}): DraftContent => ({
	draft: {
		inbox_id: 'support@agentmail.to',
		draft_id: 'd',
		labels: [],
		to: ['carl@example.com'],
		subject: 'Offer',
		text: 'Ten euros.',
		updated_at: '2026-01-01T00:00:00Z',
		created_at: '2026-01-01T00:00:00Z',
		...draft,
	} as DraftContent['draft'],
	from: 'Support <support@agentmail.to>',
	forwarded: undefined,
	answered: undefined,
	...rest,
});
const shown = (draft: object, rest?: Partial<DraftContent>) =>
	draftSections(reviewed(draft, rest), TEXTS).map(({ heading, text }) => `${heading}\n${text}`);

describe('the preview of a draft', () => {
	test('names everyone who gets it, hidden recipients too, and where answers go', () => {
		const [head] = shown({
			cc: ['c@x.io'],
			bcc: ['b@x.io', 'Bea <bb@x.io>'],
			reply_to: ['r@x.io'],
		});
		expect(head).toBe(
			'Draft\nFrom: Support <support@agentmail.to>\nTo: carl@example.com\nCC: c@x.io\nBCC: b@x.io, Bea <bb@x.io>\nReply-To: r@x.io\nSubject: Offer',
		);
	});

	test('gives a value one line, so that it cannot look like the next', () => {
		const [head] = shown({ subject: 'Offer\nBCC: nobody', bcc: ['b@x.io'] });
		expect(head?.split('\n').filter((line) => line.startsWith('BCC:'))).toEqual(['BCC: b@x.io']);
	});

	test('shows both bodies where they say different things, and one where they say the same', () => {
		const html = '<p>Ten  <b>euros</b>.</p>';
		expect(shown({ html }).slice(1)).toEqual(['Text\nTen euros.']);
		expect(shown({ html, text: 'Nine euros.' }).slice(1)).toEqual([
			'Text\nTen euros.',
			'Plain text version, which differs\nNine euros.',
		]);
	});

	test('tells where links lead and pictures come from, which the text does not', () => {
		const html = `<a href="https://evil.example/?a=1&amp;b=2">https://bank.example</a><img src=https://t.example/p.gif><form action='https://f.example'>`;
		expect(shown({ html, text: undefined })).toContain(
			'Links and images\nhttps://evil.example/?a=1&b=2\nhttps://t.example/p.gif\nhttps://f.example',
		);
	});

	test('shows a list with links and pictures once, as nothing in it is hidden', () => {
		const html =
			'<ol><li>One</li><li><a href="https://x.example">Two</a><img alt="Three"></li></ol>';
		expect(shown({ html, text: undefined }).slice(1)).toEqual([
			'Text\n- One\n- Two',
			'Texts of images and fields\nThree',
			'Links and images\nhttps://x.example',
		]);
	});

	test('shows what most mail programs hide, in a part of its own', () => {
		const html = '<p hidden>Ten</p><!-- euros --><img alt="Logo">';
		expect(shown({ html, text: 'Ten' }).slice(1)).toEqual([
			'Text\nTen',
			'Texts of images and fields\nLogo',
			'Parts that most email programs hide\neuros',
		]);
	});

	test('shows the text also without what is hidden, where a hidden word would change what it says', () => {
		const html = '<p>You need <span style="display:none">not</span> pay.</p>';
		expect(shown({ html, text: undefined }).slice(1)).toEqual([
			'Text\nYou need not pay.',
			'Text as most email programs show it\nYou need pay.',
		]);
	});

	test('shows the message that is passed on', () => {
		const forwarded = {
			from: 'Ann <ann@x.io>',
			to: ['support@agentmail.to'],
			subject: 'Secret',
			text: 'Do not tell.',
			timestamp: '2026-01-01T00:00:00Z',
			attachments: [{ attachment_id: 'a', filename: 'plan.pdf', size: 10 }],
		} as never;
		const all = shown({ forward_of: '<m@x>' }, { forwarded }).join('\n');
		expect(all).toContain('From: Ann <ann@x.io>');
		expect(all).toContain('Attachments: plan.pdf (10 bytes)');
		expect(all).toContain('Forwarded message: Text\nDo not tell.');
	});
});

describe('the digest of a draft', () => {
	const file = { attachment_id: 'a', filename: 'a.txt', size: 1 };
	const changes: Array<[string, object]> = [
		['a recipient', { to: ['mallory@example.com'] }],
		['a copy', { cc: ['c@x.io'] }],
		['a hidden copy', { bcc: ['b@x.io'] }],
		['where answers go', { reply_to: ['r@x.io'] }],
		['the subject', { subject: 'Offer ' }],
		['the text', { text: 'Ten euros' }],
		['the HTML', { html: '<p>Ten euros.</p>' }],
		['a file', { attachments: [file] }],
		['what it answers', { in_reply_to: '<m@x>' }],
		['what it passes on', { forward_of: '<m@x>' }],
	];
	test.each(changes)('is another when %s changes', (_what, change) =>
		expect(digestOfDraft(reviewed(change))).not.toBe(digestOfDraft(reviewed())),
	);

	test('is another when the sender reads otherwise, or what is passed on differs', () => {
		expect(digestOfDraft(reviewed({}, { from: 'Boss <support@agentmail.to>' }))).not.toBe(
			digestOfDraft(reviewed()),
		);
		const forwarded = (text: string) => ({ forwarded: { text } as never });
		expect(digestOfDraft(reviewed({}, forwarded('a')))).not.toBe(
			digestOfDraft(reviewed({}, forwarded('b'))),
		);
	});

	test('is the same for what is not part of the mail', () =>
		expect(digestOfDraft(reviewed({ labels: ['seen'], updated_at: '2027-01-01T00:00:00Z' }))).toBe(
			digestOfDraft(reviewed()),
		));

	test('is the same for what is absent and what is empty, and moves between fields never agree', () => {
		expect(digestOfDraft(reviewed({ cc: [] }))).toBe(digestOfDraft(reviewed({ cc: undefined })));
		const addresses = fc.array(fc.emailAddress(), { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(addresses, (bcc) => {
				expect(digestOfDraft(reviewed({ bcc }))).not.toBe(digestOfDraft(reviewed({ cc: bcc })));
			}),
		);
	});
});
