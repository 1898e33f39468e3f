import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';

test('the documentation lists every text as it is', () => {
	const page = readFileSync(new URL('../../docs/human-review.md', import.meta.url), 'utf8');
	const listed = [...page.matchAll(/^\| `(\w+)`\s*\| (.*?)\s*\|$/gm)].map(([, name, text]) => [
		name,
		text,
	]);
	expect(Object.fromEntries(listed)).toEqual(
		Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, text.trim()])),
	);
});
