import { expect, test } from '@jest/globals';

import { metricsFilters } from '../../nodes/AgentMail/resources/metrics/range.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';

const given = (value: unknown) => ({ parameter: () => value }) as unknown as Item;

test.each([
	['limit', 'Limit must be a number of at least 1.'],
	['period', 'Period (Seconds) must be a number from 1 to 86400.'],
] as const)('%s that is too small is answered with the bounds that there are', (name, sentence) => {
	expect(() => metricsFilters[name].read(given(0), `filters.${name}`)).toThrow(sentence);
});
