import { describe, expect, test } from '@jest/globals';
import type { IWebhookFunctions } from 'n8n-workflow';

import { receiveReply } from '../../nodes/AgentMail/humanReview/reply.js';
import type { Visitor } from '../../nodes/AgentMail/humanReview/response.js';
import { fieldCases } from '../fixtures/field.mjs';
import { signDelivery } from '../../scripts/delivery.mjs';
import type { AwaitedReply } from '../../nodes/AgentMail/humanReview/question.js';
import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const QUESTION: AwaitedReply = {
	kind: 'reply',
	webhookId: 'ep_1',
	threads: ['thread'],
	messages: ['<question@agentmail.to>'],
	wishes: {},
};

/** Whether a reply from this sender ends a pause in which Mark was asked. */
async function resumes(from: unknown, mail: object = {}): Promise<boolean> {
	const message = {
		inbox_id: 'support@agentmail.to',
		thread_id: 'thread',
		message_id: '<answer@corp.com>',
		in_reply_to: '<question@agentmail.to>',
		from,
		to: ['support@agentmail.to'],
		labels: ['received'],
		text: 'Yes.',
		...mail,
	};
	const { body, headers } = signDelivery(SECRET, { event_type: 'message.received', message });
	const response = { statusCode: 200, status: () => response, send: () => response, once() {} };
	const context = {
		getRequestObject: () => ({ method: 'POST', rawBody: Buffer.from(body) }),
		getResponseObject: () => response,
		getHeaderData: () => headers,
		getCredentials: async () => ({ apiKey: 'am_us_1', environment: 'auto' }),
		getWorkflow: () => ({ id: 'wf' }),
		getNode: () => ({ name: 'Ask', credentials: { agentMailApi: {} } }),
		logger: { debug() {}, warn() {} },
		helpers: {
			httpRequestWithAuthentication: async () => ({
				statusCode: 200,
				headers: {},
				body: { scope_type: 'organization', scope_id: 'o', webhook_id: 'ep_1', secret: SECRET },
			}),
		},
	} as unknown as IWebhookFunctions;
	const visitor: Visitor = {
		context,
		texts: TEXTS,
		ticket: { purpose: 'reply', round: 'r', reviewer: 0, seen: '' },
		wait: { round: 'r', until: null, reviewers: ['mark@corp.com'], question: QUESTION },
	};
	return (await receiveReply(QUESTION, visitor)).workflowData !== undefined;
}

describe('a reply', () => {
	test.each(['mark@corp.com', 'Mark <MARK@Corp.com>', '"mark"@corp.com.'])(
		'of %s is an answer of the person who was asked',
		async (from) => expect(await resumes(from)).toBe(true),
	);

	test.each([
		'evil@x.io',
		'"mark@corp.com" <evil@x.io>',
		'<evil@x.io>, mark@corp.com',
		'<evil@x.io(c)>, mark@corp.com',
		'<@relay.io:evil@x.io>, mark@corp.com',
		'evil@x.io:; mark@corp.com',
		// The Kelvin sign, whose small letter is a k.
		'mar\u{212a}@corp.com',
	])('of %s is none', async (from) => expect(await resumes(from)).toBe(false));

	test.each(fieldCases('review-oof'))('$id is none: $says', async ({ mail }) =>
		expect(await resumes('mark@corp.com', mail)).toBe(false),
	);

	test.each([
		{ 'Auto-Submitted': 'auto-replied' },
		{ 'X-Autoreply': 'yes' },
		{ 'Content-Type': 'multipart/report; report-type=disposition-notification' },
		{ 'Return-Path': '<>' },
	])('of a program is none: %j', async (headers) =>
		expect(await resumes('mark@corp.com', { headers })).toBe(false),
	);

	test.each([
		{ 'X-Auto-Response-Suppress': 'All' },
		{ Precedence: 'list', 'List-Id': '<team.corp.com>' },
	])('of a person counts, whatever it passed through: %j', async (headers) =>
		expect(await resumes('mark@corp.com', { headers })).toBe(true),
	);
});
