import { expect, test } from '@jest/globals';

import { scanField, scanResult } from '../../nodes/AgentMail/mail/agentArmor.js';

const scanned = (agent_armor: object) => ({ labels: ['received'], agent_armor });
const override = { manual_override: { reason: 'Known sender' } };

/** (AgentMail docs: Agent Armor. A verdict that is not known yet must not pass for clear.) */
test.each([
	['a verdict of clear', scanned({ status: 'complete', verdict: 'clear' }), 'clear'],
	['a verdict without a status', scanned({ verdict: 'clear' }), 'clear'],
	['a verdict of review', scanned({ status: 'complete', verdict: 'review' }), 'review'],
	['a verdict nobody knows yet', scanned({ status: 'complete', verdict: 'quarantine' }), 'review'],
	['a verdict in capitals', scanned({ status: 'complete', verdict: 'CLEAR' }), 'review'],
	['a message that is released', scanned({ verdict: 'review', ...override }), 'released'],
	['a scan that goes on', scanned({ status: 'pending', verdict: 'clear' }), 'not scanned'],
	['a scan that failed', scanned({ status: 'failed' }), 'not scanned'],
	['an account without Agent Armor', { labels: ['received'] }, 'not scanned'],
	['something else in its place', { agent_armor: 'clear' }, 'not scanned'],
	['held, of which no scan tells', { labels: ['received', 'agent-armor-held'] }, 'review'],
	[
		'held, although the verdict is clear',
		{ labels: ['agent-armor-held'], agent_armor: { verdict: 'clear' } },
		'review',
	],
])('%s: %j is %s', (_what, message, result) => {
	expect(scanResult(message)).toBe(result);
});

test('output says nothing about a scan where AgentMail does not', () => {
	expect(scanField({ labels: ['received'] })).toEqual({});
	expect(scanField({ labels: ['agent-armor-held'] })).toEqual({ agent_armor: 'review' });
});
