import { expect, test } from '@jest/globals';

import { logOncePerMinute } from '../../nodes/AgentMail/shared/logThrottle.js';

function log(topic: string) {
	const lines: string[] = [];
	const sayAt = (now: number) =>
		logOncePerMinute(topic, (more) => void lines.push(`Refused.${more}`), now);
	return { lines, sayAt };
}

test('a flood is one line a minute, and the next one says how many were kept back', () => {
	const { lines, sayAt } = log('flood');
	for (let request = 0; request < 5000; request++) sayAt(1_000_000 + request);
	expect(lines).toEqual(['Refused.']);
	sayAt(1_060_000);
	expect(lines).toEqual(['Refused.', 'Refused. (4,999 similar messages suppressed)']);
});

test('what happens now and then is said each time', () => {
	const { lines, sayAt } = log('now and then');
	for (const minute of [1, 2, 3]) sayAt(minute * 60_000);
	expect(lines).toEqual(['Refused.', 'Refused.', 'Refused.']);
});

test('one topic does not keep back another', () => {
	const [one, other] = [log('one'), log('other')];
	one.sayAt(1);
	other.sayAt(2);
	expect([one.lines.length, other.lines.length]).toEqual([1, 1]);
});
