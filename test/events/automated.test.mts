import { describe, expect, test } from '@jest/globals';

import { automatedBecause, mailingListBecause } from '../../nodes/AgentMail/events/automated.js';
import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { incomingMail } from '../../nodes/AgentMail/events/incoming.js';

const mailOf = (headers: object, from = 'Jane Doe <jane@example.com>') =>
	incomingMail(readEvent({ event_type: 'message.received', message: { from, headers } })!)!;
const isRobot = (...mail: Parameters<typeof mailOf>) =>
	automatedBecause(mailOf(...mail)) !== undefined;

/**
 * Measured on public mail (2026-12-01): of 789 bounces, complaints and automatic replies of sisimai's set-of-emails, all
 * but 8 (99.0 %); of flanker's 12 and mikel/mail's 5, all; of the 108 mails of people in flanker, mikel/mail and talon,
 * none. The 8 say nothing of what they are: three complaints of Hotmail (arf-22 to -24) and one reply of an iCloud rule
 * (rfc3834-03) from ordinary addresses, two notices of a list's manager (lhost-fml-02 and -03), one from nobody
 * (lhost-mcafee-04), and a bounce that a person passed on (lhost-sendmail-14).
 */
describe('a program sent it', () => {
	test.each([
		['RFC 3834', { 'Auto-Submitted': 'auto-generated' }],
		['RFC 5436', { 'Auto-Submitted': 'auto-notified; owner-email="me@example.com"' }],
		['cPanel', { 'X-Autorespond': 'Your order' }],
		['cPanel, too', { 'X-Precedence': 'auto_reply' }],
		['BoxTrapper', { Precedence: 'auto_reply' }],
		['another spelling', { Precedence: 'Auto-Reply' }],
		['an autoresponder', { 'X-Autoreply': 'yes' }],
		['another', { 'X-Autoresponder': 'jane@example.com' }],
		['Roundcube', { 'X-Mail-Autoreply': 'jane' }],
		['one that says for whom', { 'X-AutoReply-From': 'jane@example.com' }],
		['FirstClass', { 'X-FC-MachineGenerated': 'true' }],
		['vpopmail', { 'Delivered-To': ['jane@example.com', 'Autoresponder'] }],
		['Exim', { 'X-Failed-Recipients': 'bob@example.com' }],
		['a null sender', { 'Return-Path': '<>' }],
		['a null sender, by name', { 'Return-Path': 'MAILER-DAEMON' }],
		['a bounce', { 'Content-Type': 'multipart/report; boundary=x' }],
		['its report alone', { 'Content-Type': 'message/delivery-status' }],
		[
			'a read receipt',
			{ 'Content-Type': 'multipart/mixed; report-type="disposition-notification"' },
		],
		['a complaint', { 'Content-Type': 'multipart/report; report-type=feedback-report' }],
		['bulk', { Precedence: 'bulk' }],
		['a newsletter', { 'List-Unsubscribe': '<https://news.example/u>' }],
		[
			'a newsletter that calls itself a list',
			{ 'List-Id': '<n.example>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
		],
	])('%s', (_which, headers) => expect(isRobot(headers)).toBe(true));

	test.each([
		'MAILER-DAEMON',
		'Mail Delivery System <>',
		'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
		'postmaster@example.com',
		'"Postmaster" <post_master@example.com>',
		'bounces@example.com',
		'bounces+123-jane=example.org@mail.example.com',
		'bounce-4711@example.com',
		'noreplies@example.com',
		'dont-reply@example.com',
		'Does.Not.Reply@example.com',
		'nepasrepondre@example.fr',
		'ne-pas-repondre@example.fr',
		'nao-responda@example.com.br',
		'no-responder@example.es',
		'no_contestar@example.es',
		'nicht-antworten@example.de',
		'keine-antwort@example.de',
		'non-rispondere@example.it',
		'niet-beantwoorden@example.nl',
		'svar-ej@example.se',
		'ikke-svar@example.dk',
		'ei-vastausta@example.fi',
		'nie-odpowiadaj@example.pl',
		'notify@noreply.github.com',
		'shop@no-reply.example.com',
		'autoresponder@example.com',
	])('%s', (from) => expect(isRobot({}, from)).toBe(true));
});

describe('a person wrote it', () => {
	test.each([
		['Exchange', { 'X-Auto-Response-Suppress': 'OOF, AutoReply' }],
		['who says so', { 'Auto-Submitted': 'no' }],
		['who says so, in another way', { 'X-Autoreply': 'no' }],
		['with a file', { 'Content-Type': 'multipart/mixed; boundary="report"' }],
		[
			'in a list',
			{ Precedence: 'list', 'List-Id': '<l.example>', 'List-Unsubscribe': '<mailto:u@l.example>' },
		],
		['in an old list', { Precedence: 'bulk', Sender: 'owner-l@l.example' }],
		['in another old list', { Precedence: 'bulk', Sender: 'l-owner@l.example' }],
	])('%s', (_which, headers) => expect(isRobot(headers)).toBe(false));

	test.each([
		'bounce@castle.example',
		'jane.bounce@example.com',
		'bounce+party@castle.example',
		'Castle Bounces <jane@bounces.example>',
		'jane@noreply.io',
		'noreplyanna@example.com',
		'norbert@example.com',
		'svarta.katten@example.se',
		'daemon@example.com',
		'automated.anna@example.com',
		'Reply No <no@example.com>',
	])('%s', (from) => expect(isRobot({}, from)).toBe(false));

	test('as a postmaster, in a mail program', () =>
		expect(
			isRobot({ 'User-Agent': 'Mozilla/5.0 Thunderbird/17' }, 'Bob <postmaster@example.com>'),
		).toBe(false));
});

describe('a mailing list', () => {
	test.each([
		{ 'List-Id': '<dev.lists.example>' },
		{ 'List-Post': '<mailto:dev@lists.example>' },
		{ Precedence: 'List' },
		{ 'Mailing-list': 'list team@corp.example; contact team+owners@corp.example' },
		{ 'X-Google-Group-Id': '123' },
		{ Precedence: 'bulk', Sender: 'owner-dev@lists.example' },
	])('%j', (headers) => expect(mailingListBecause(mailOf(headers))).toContain('mailing list'));

	test('is none where nothing says so', () =>
		expect(
			mailingListBecause(mailOf({ Precedence: 'bulk', 'List-Unsubscribe': '<x>' })),
		).toBeUndefined());
});
