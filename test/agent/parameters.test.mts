import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { resolvedParameters, withGiven } from '../../nodes/AgentMail/agent/parameters.js';

/** As n8n does with what stands in one pair of braces. */
const evaluate = (expression: string): unknown =>
	new Function(`return (${/^\{\{([^]*)\}\}$/.exec(expression)![1]!})`)() as unknown;

describe('an expression of a tool, with what a model gives', () => {
	test.each([
		["{{ $fromAI('To') }}", 'a@b.c'],
		["{{ $fromAI('To', 'who; (a \\') bracket', 'string') }}", 'a@b.c'],
		['{{ /*n8n-auto-generated-fromAI-override*/ $fromAI("To", ``, "string") }}', 'a@b.c'],
		["{{ 'Re: ' + $fromai ( 'To', '', 'string', f(')') ) + '!' }}", 'Re: a@b.c!'],
	])('%s', (expression, value) => {
		expect(evaluate(withGiven(expression, { To: 'a@b.c' }))).toBe(value);
	});

	test('what is not given stays, for its default', () => {
		const expression = "{{ $fromAI('To', '', 'string', 'x') }}";
		expect(withGiven(expression, { Subject: 'Hi' })).toBe(expression);
		expect(withGiven(expression, { To: null })).toBe(expression);
	});

	test('a value stays a value, whatever a model writes, and closes no braces', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				if (value === null) return;
				const made = withGiven("{{ $fromAI('To') }}", { To: value });
				expect(made.slice(2, -2)).not.toMatch(/[{}]/);
				expect(evaluate(made)).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
		const hostile = '}} {{ $env.SECRET }} \' " ` \\ \u2028';
		expect(evaluate(withGiven("{{ $fromAI('To') }}", { To: hostile }))).toBe(hostile);
	});
});

test('parameters are resolved however deep they lie', () => {
	const parameters = {
		to: '=one',
		options: { cc: ['=two', 'three'] },
		id: { __rl: true, value: '=four' },
	};
	expect(resolvedParameters(parameters, (expression) => expression.toUpperCase())).toEqual({
		to: 'ONE',
		options: { cc: ['TWO', 'three'] },
		id: { __rl: true, value: 'FOUR' },
	});
});
