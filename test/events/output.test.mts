import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import * as sdk from 'agentmail/serialization';

import { EVENTS } from '../../nodes/AgentMail/events/catalogue.js';
import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { simplifiedEvent, wholeEvent } from '../../nodes/AgentMail/events/output.js';

const fixture = (name: string) =>
	JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as Record<
		string,
		unknown
	>;
const event = (name: string) => fixture(`events/${name}`);
const variant = (name: string) =>
	fixture(`event-variants/${name}`).payload as Record<string, unknown>;

const arrival = { deliveryId: 'msg_1', verifiedBy: 'svix-signature' };
const simplified = (payload: unknown) => simplifiedEvent(readEvent(payload)!, arrival);
const whole = (payload: unknown) => wholeEvent(readEvent(payload)!, arrival);

/** The ids that most samples of AgentMail's documentation share. */
const SUPPORT = {
	inbox_id: 'support@agentmail.to',
	thread_id: '3c1f0b7e-6a0d-4f7b-9a7e-0d6f3b2a1c55',
};
/** What the trigger says of an event that came in by {@link arrival}. */
const came = (type: string) => ({
	event: { type, delivery_id: 'msg_1', verified_by: 'svix-signature' },
});
const SENT = { ...SUPPORT, message_id: '<0a1b2c3d4e5f60718293a4b5c6d7e8f9@agentmail.to>' };
const INVOICE = {
	...came('message.received'),
	...SUPPORT,
	message_id: '<CAJ8x3kq9vT2b+Rw=Q0hZ@mail.gmail.com>',
	from: 'jane@example.com',
	from_name: 'Jane Doe',
	subject: 'Re: Question about invoice 1042',
	text: 'Thanks, the attached invoice looks wrong.',
	to: ['Support Agent <support@agentmail.to>'],
	timestamp: '2026-02-03T09:15:00.000Z',
	labels: ['received', 'unread'],
	attachments: [
		{
			attachment_id: '9b2f6c1e-0c55-4b7a-8f0e-3a1d2c4b5e6f',
			filename: 'invoice-1042.pdf',
			content_type: 'application/pdf',
			size: 48213,
		},
		{
			attachment_id: '0f7a1d2c-9e8b-4c6d-a5f4-b3e2d1c0a9f8',
			filename: 'logo.png',
			content_type: 'image/png',
			size: 5120,
		},
	],
};

/** The ids of the samples about Agent Armor and the calendar. */
const ORDERS = { inbox_id: 'orders@agentmail.to' };
const SCANNED = { ...ORDERS, message_id: '<CAKx7pQ2mZt+9vLs=Hd4Rw@mail.example.com>' };
const scan = (agent_armor: string) => ({
	...SCANNED,
	agent_armor,
	model: 'armor-example-1',
	completed_at: '2026-10-14T09:00:04.000Z',
});
const ORDER = {
	...came('message.received'),
	...SCANNED,
	thread_id: '7c2a9e10-53d4-4b8f-9c61-2f0e8d7a6b54',
	from: 'mia@example.com',
	from_name: 'Mia Berg',
	subject: 'Change of order 3307',
	text: 'Please send two boxes instead of one.',
	to: ['Orders <orders@agentmail.to>'],
	timestamp: '2026-10-14T09:00:00.000Z',
	labels: ['received', 'unread'],
	attachments: [],
};
const REVIEW = {
	...ORDERS,
	calendar_event_id: 'c0ffee00-1b2c-4d3e-8f40-516273849506',
	title: 'Weekly review',
	status: 'confirmed',
	start_at: '2026-10-20T08:00:00.000Z',
	end_at: '2026-10-20T08:30:00.000Z',
	organizer_email: 'mia@example.com',
	response_status: 'needs_action',
};

describe('every event, simplified', () => {
	test.each([
		['message.received', INVOICE],
		[
			'message.received.spam',
			{
				...came('message.received.spam'),
				...SUPPORT,
				message_id: '<sp4m01@mail.example.net>',
				from: 'winner@promo.example.net',
				from_name: null,
				subject: 'You have won a prize',
				text: 'You have won a prize.',
				to: ['Support Agent <support@agentmail.to>'],
				timestamp: '2026-02-03T09:15:00.000Z',
				labels: ['received', 'unread', 'spam'],
				attachments: [],
			},
		],
		[
			'message.received.blocked',
			{
				...came('message.received.blocked'),
				...SUPPORT,
				message_id: '<bl0ck01@mail.example.net>',
				from: 'noise@blocked.example.net',
				from_name: 'Blocked Sender',
				subject: 'Unwanted offer',
				text: 'Unwanted offer.',
				to: ['Support Agent <support@agentmail.to>'],
				timestamp: '2026-02-03T09:15:00.000Z',
				labels: ['received', 'unread', 'blocked'],
				attachments: [],
			},
		],
		[
			'message.received.unauthenticated',
			{
				...came('message.received.unauthenticated'),
				...SUPPORT,
				message_id: '<un4uth01@mail.example.net>',
				from: 'old-printer@legacy.example.net',
				from_name: null,
				subject: 'Scan from the office printer',
				text: 'Scan from the office printer.',
				to: ['Support Agent <support@agentmail.to>'],
				timestamp: '2026-02-03T09:15:00.000Z',
				labels: ['received', 'unread', 'unauthenticated'],
				attachments: [],
			},
		],
		[
			'message.sent',
			{
				...came('message.sent'),
				...SENT,
				timestamp: '2026-02-03T09:00:01.000Z',
				recipients: ['jane@example.com', 'bob@example.com'],
			},
		],
		[
			'message.delivered',
			{
				...came('message.delivered'),
				...SENT,
				timestamp: '2026-02-03T09:00:04.000Z',
				recipients: ['jane@example.com'],
			},
		],
		[
			'message.bounced',
			{
				...came('message.bounced'),
				...SENT,
				timestamp: '2026-02-03T09:00:06.000Z',
				recipients: ['nobody@example.com'],
				type: 'Permanent',
				sub_type: 'General',
			},
		],
		[
			'message.complained',
			{
				...came('message.complained'),
				...SENT,
				timestamp: '2026-02-03T11:30:00.000Z',
				recipients: ['jane@example.com'],
				type: 'abuse',
				sub_type: 'spam',
			},
		],
		[
			'message.rejected',
			{
				...came('message.rejected'),
				...SENT,
				timestamp: '2026-02-03T09:00:01.000Z',
				reason: 'Bad content',
			},
		],
		[
			'message.opened',
			{ ...came('message.opened'), ...SENT, timestamp: '2026-02-03T09:42:10.000Z' },
		],
		[
			'domain.verified',
			{
				...came('domain.verified'),
				domain_id: 'mail.example.com',
				domain: 'mail.example.com',
				pod_id: '11111111-2222-4333-8444-555555555555',
				status: 'VERIFIED',
			},
		],
		['message.security.completed', { ...came('message.security.completed'), ...scan('clear') }],
		['message.security.review', { ...came('message.security.review'), ...scan('review') }],
		[
			'message.security.override',
			{
				...came('message.security.override'),
				...SCANNED,
				override_id: 'ovr_01k7h3c9t2m5x8',
				reason: 'Sender confirmed by phone; the text is a normal order change.',
				actor: {},
			},
		],
		['message.received.agent_armor', { ...ORDER, agent_armor: 'clear' }],
		['message.received.released', { ...ORDER, agent_armor: 'released' }],
		[
			'message.received.calendar_event_id',
			{
				...ORDER,
				subject: 'Invitation: Weekly review',
				text: 'Mia Berg invites you.',
				attachments: [
					{
						attachment_id: '2b7d4f60-8a91-4c3e-b5d2-7e6f5a4b3c21',
						filename: 'invite.ics',
						content_type: 'text/calendar',
						size: 912,
					},
				],
			},
		],
		['calendar.event.created', { ...came('calendar.event.created'), ...REVIEW }],
		[
			'calendar.event.deleted',
			{ ...came('calendar.event.deleted'), ...REVIEW, status: 'cancelled' },
		],
		[
			'calendar.event.responded',
			{ ...came('calendar.event.responded'), ...REVIEW, response_status: 'accepted' },
		],
		[
			'calendar.event.updated',
			{
				...came('calendar.event.updated'),
				...REVIEW,
				start_at: '2026-10-20T09:00:00.000Z',
				end_at: '2026-10-20T09:30:00.000Z',
				previous: {
					start: '2026-10-20T10:00:00',
					end: '2026-10-20T10:30:00',
					start_at: '2026-10-20T08:00:00.000Z',
					end_at: '2026-10-20T08:30:00.000Z',
				},
			},
		],
		[
			'calendar.event.starting',
			{
				...came('calendar.event.starting'),
				...REVIEW,
				response_status: 'accepted',
				scheduled_at: '2026-10-20T08:00:00.000Z',
			},
		],
		[
			'calendar.event.ending',
			{
				...came('calendar.event.ending'),
				...REVIEW,
				response_status: 'accepted',
				scheduled_at: '2026-10-20T08:30:00.000Z',
			},
		],
	])('%s', (name, expected) => {
		expect(simplified(event(name))).toEqual(expected);
	});

	test('what people read comes first, then what other nodes need, and how it came in last', () => {
		expect(Object.keys(simplified(event('message.received')))).toEqual([
			'from',
			'from_name',
			'subject',
			'text',
			'inbox_id',
			'thread_id',
			'message_id',
			'to',
			'timestamp',
			'labels',
			'attachments',
			'event',
		]);
		for (const { value } of EVENTS) {
			expect(Object.keys(simplified(event(value))).at(-1)).toBe('event');
		}
	});
});

describe('every shape that AgentMail documents or sends', () => {
	test.each([
		['message.received.body-omitted', { ...INVOICE, text: null }],
		['message.received.html-only', INVOICE],
		['message.received.nulls', { ...INVOICE, attachments: [] }],
		['message.received.required-only', { ...INVOICE, subject: null, text: null, attachments: [] }],
		[
			'message.received.doc-events-old',
			{
				...came('message.received'),
				inbox_id: 'inbox_456def',
				thread_id: 'thd_789ghi',
				message_id: 'msg_123abc',
				from: 'jane@example.com',
				from_name: 'Jane Doe',
				subject: 'Question about my account',
				text: 'The full text body of the email.',
				to: ['support@agentmail.to'],
				timestamp: '2023-10-27T10:00:00Z',
				labels: ['received'],
				attachments: [],
			},
		],
		[
			'message.received.doc-overview',
			{
				...came('message.received'),
				inbox_id: 'inbox_def456',
				thread_id: 'thd_ghi789',
				message_id: '<jkl012@agentmail.to>',
				from: 'sender@example.com',
				from_name: null,
				subject: 'Email Subject',
				text: 'The full text body of the email.',
				to: ['recipient@example.com'],
				timestamp: '2023-10-27T10:00:00Z',
				labels: ['received'],
				attachments: [
					{
						attachment_id: 'att_pqr678',
						filename: 'document.pdf',
						content_type: 'application/pdf',
						size: 123456,
					},
				],
			},
		],
		['calendar.event.created.key-event', { ...came('calendar.event.created'), ...REVIEW }],
		['message.received.agent_armor-not-complete', { ...ORDER, agent_armor: 'not scanned' }],
		[
			'message.security.completed.extra-fields',
			{ ...came('message.security.completed'), ...scan('clear') },
		],
		[
			'message.security.completed.no-status',
			{ ...came('message.security.completed'), ...scan('clear') },
		],
		[
			'message.security.completed.unknown-verdict',
			{ ...came('message.security.completed'), ...scan('review') },
		],
		[
			'message.security.override.required-only',
			{
				...came('message.security.override'),
				...SCANNED,
				override_id: 'ovr_01k7h3c9t2m5x8',
				reason: null,
				actor: { type: 'api_key', later_field: 'x' },
			},
		],
	])('%s', (name, expected) => {
		expect(simplified(variant(name))).toEqual(expected);
	});

	test('a message that Agent Armor holds, as lists show it, is under review', () => {
		const message = fixture('heldMessage');
		const unscanned = { ...message, agent_armor: undefined };
		for (const each of [message, unscanned]) {
			const received = { event_type: 'message.received', message: each };
			expect(simplified(received)).toMatchObject({ agent_armor: 'review' });
		}
	});

	test('a verdict about an email that was fetched shows the email', () => {
		const payload = event('message.security.review');
		const { message } = event('message.received.agent_armor');
		const fetched = {
			...payload,
			message: { ...(message as object), ...(payload.message as object) },
		};
		expect(simplified(fetched)).toMatchObject({
			...scan('review'),
			message: {
				from: ORDER.from,
				from_name: ORDER.from_name,
				text: ORDER.text,
				agent_armor: 'review',
			},
		});
	});

	test('an event that is not known yet is handed on whole', () => {
		const payload = variant('unknown-event');
		expect(simplified(payload)).toEqual({
			...payload,
			...came(String(payload.event_type)),
		});
	});
});

describe('the forms of a sender', () => {
	const from = (value: unknown) => {
		const { from: address, from_name: name } = simplified({
			event_type: 'message.received',
			message: { from: value },
		});
		return [address, name];
	};

	test.each([
		['text', 'Jane <jane@example.com>'],
		['list of texts', ['Jane <jane@example.com>']],
		['object', { name: 'Jane', email: 'jane@example.com' }],
		['object with address', { name: 'Jane', address: 'jane@example.com' }],
		['list of objects', [{ name: 'Jane', email: 'jane@example.com' }]],
	])('%s', (_name, value) => {
		expect(from(value)).toEqual(['jane@example.com', 'Jane']);
	});

	test.each([[undefined], [null], [''], [[]], [{}], [7], [[null]], [[[]]]])(
		'%j is nobody',
		(value) => {
			expect(from(value)).toEqual([null, null]);
		},
	);

	test('of several senders none is taken for the one, but all are shown', () => {
		expect(from('boss@corp.com, evil@x.io')).toEqual([null, 'boss@corp.com, evil@x.io']);
	});
});

describe('a sender that looks like another', () => {
	const message = { from: '"boss@corp.com" <evil@x.io>' };
	const warning = expect.stringContaining('boss@corp.com');

	test('is shown as such, simplified and whole', () => {
		const payload = { event_type: 'message.received', message };
		expect(simplified(payload)).toMatchObject({ from: 'evil@x.io', sender_warning: warning });
		expect(whole(payload)).toMatchObject({ message, sender_warning: warning });
	});

	test('is no field where there is nothing to say', () => {
		expect(simplified(event('message.received'))).not.toHaveProperty('sender_warning');
		expect(whole(event('domain.verified'))).not.toHaveProperty('sender_warning');
	});
});

describe('the text to read', () => {
	const text = (message: object) => simplified({ event_type: 'message.received', message }).text;

	test('the new part, else all of it, else what the HTML says', () => {
		const all = {
			extracted_text: 'new',
			text: 'new and quoted',
			extracted_html: '<p>new html</p>',
			html: '<p>all html</p>',
		};
		expect(text(all)).toBe('new');
		expect(text({ ...all, extracted_text: ' \n' })).toBe('new and quoted');
		expect(text({ ...all, extracted_text: null, text: '' })).toBe('new html');
		expect(text({ html: all.html })).toBe('all html');
		expect(text({})).toBeNull();
	});
});

describe('with Simplify off', () => {
	test.each(EVENTS.map(({ value }) => value))('%s comes as AgentMail sent it', (name) => {
		expect(whole(event(name))).toEqual({
			...event(name),
			...came(name),
		});
	});

	test('a payload cannot claim how it was verified', () => {
		const claimed = { event_type: 'x', event: { verified_by: 'me', delivery_id: 'mine' } };
		expect(whole(claimed)).toEqual({ event_type: 'x', ...came('x') });
	});
});

const OF_SDK = [
	'domain.verified',
	'message.bounced',
	'message.complained',
	'message.delivered',
	'message.opened',
	'message.received',
	'message.received.blocked',
	'message.received.spam',
	'message.received.unauthenticated',
	'message.rejected',
	'message.sent',
];
/** AgentMail docs: Agent Armor, calendar webhooks (October 2026). */
const OF_OCTOBER = [
	...['completed', 'override', 'review'].map((what) => `message.security.${what}`),
	...['created', 'deleted', 'ending', 'responded', 'starting', 'updated'].map(
		(what) => `calendar.event.${what}`,
	),
];

describe('the catalogue', () => {
	test('holds the events of AgentMail, each under the property its payload has', () => {
		for (const { value, payload } of EVENTS) expect(readEvent(event(value))?.key).toBe(payload);
		const known = EVENTS.map(({ value }) => value).sort();
		expect(known).toEqual([...OF_SDK, ...OF_OCTOBER].sort());
		for (const value of OF_SDK) expect(sdk.events.EventType.parseOrThrow(value)).toBe(value);
	});

	test.each([
		[undefined],
		[null],
		[7],
		['text'],
		[[]],
		[{}],
		[{ event_type: 7 }],
		[{ event_type: '' }],
	])('%j holds no event', (payload) => {
		expect(readEvent(payload)).toBeUndefined();
	});

	test.each([[null], ['text'], [[]], [7]])('a message that is %j breaks nothing', (message) => {
		expect(simplified({ event_type: 'message.received', message })).toMatchObject({
			...came('message.received'),
		});
	});
});
