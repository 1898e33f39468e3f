import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { quotedForLog } from '../../nodes/AgentMail/events/log.js';

test('what could steer a terminal or a reader is written out', () => {
	expect(quotedForLog('a\n\u001b[31m\u009b\u202eb\u2028"')).toBe(
		String.raw`"a\n\u001b[31m\u{9b}\u{202e}b\u{2028}\""`,
	);
});

test('any text becomes one short line', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
			const line = quotedForLog(text);
			expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
			expect(line.length).toBeLessThan(1000);
		}),
	);
});
