import type { Measure } from '../measure.mjs';
import { faults } from './faults.mjs';
import { files } from './files.mjs';
import { items } from './items.mjs';
import { limit } from './limit.mjs';
import { memory } from './memory.mjs';
import { packageCosts } from './package.mjs';
import { pages } from './pages.mjs';
import { queue } from './queue.mjs';
import { requests } from './requests.mjs';
import { signature } from './signature.mjs';
import { unreached } from './unreached.mjs';

export const measures: Record<string, Measure> = {
	requests,
	items,
	limit,
	faults,
	pages,
	memory,
	files,
	signature,
	queue,
	package: packageCosts,
	unreached,
};

export const NAMES = Object.keys(measures);
