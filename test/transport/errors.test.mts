import { describe, expect, test } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { AgentMailError, fromThrown, toNodeError } from '../../nodes/AgentMail/transport/errors.js';

const node = {
	id: '1',
	name: 'AgentMail',
	type: 'agentMail',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
} as INode;

describe('what a person reads when the API refuses', () => {
	test("the API's own sentence, and below it how to fix it", () => {
		const error = AgentMailError.fromAnswer(403, {
			name: 'MessageRejectedError',
			code: 'message_rejected',
			message: 'The recipient is on the block list.',
			fix: 'Remove bob@example.com from the send block list.',
			docs: 'https://docs.agentmail.to/errors#message_rejected',
		});
		const shown = toNodeError(node, error, 3);
		expect(shown.message).toBe('The recipient is on the block list.');
		expect(shown.description).toContain('Remove bob@example.com from the send block list.');
		expect(shown.context.itemIndex).toBe(3);
	});

	test('each validation error with its path, a list or a string', () => {
		const { message, advice } = AgentMailError.fromAnswer(400, {
			name: 'ValidationError',
			code: 'validation_error',
			errors: [
				{ path: ['to', 0], message: 'Invalid address' },
				{ path: 'subject', message: 'Too long' },
			],
		});
		expect(message).toBe('AgentMail did not accept the values.');
		expect(advice).toBe('to.0: Invalid address\nsubject: Too long');
	});

	test.each([
		[502, '<html>Bad Gateway</html>', /not available right now \(HTTP 502\)/],
		[418, '', /did not accept the request \(HTTP 418\)/],
		[403, { message: 'Forbidden' }, /^Forbidden$/],
		[500, null, /HTTP 500/],
		[422, ['x'], /HTTP 422/],
	])('HTTP %i with body %j gives a sentence', (status, body, sentence) => {
		expect(AgentMailError.fromAnswer(status, body).message).toMatch(sentence);
	});

	test('a network fault keeps its code and nothing of the request, whose headers hold the key', () => {
		const cause = Object.assign(new Error('socket hang up'), {
			code: 'ECONNRESET',
			config: { headers: { Authorization: 'Bearer am_secret' } },
		});
		const shown = toNodeError(node, fromThrown(new Error('outer', { cause })));
		expect(JSON.stringify(shown) + shown.stack + shown.description).not.toContain('am_secret');
		expect(shown.description).toContain('ECONNRESET');
	});
});
