import type { Measure } from '../measure.mjs';
import { faults } from './faults.mjs';
import { files } from './files.mjs';
import { packageCosts } from './package.mjs';
import { pages } from './pages.mjs';
import { requests } from './requests.mjs';
import { signature } from './signature.mjs';

export const measures: Record<string, Measure> = {
	requests,
	faults,
	pages,
	files,
	signature,
	package: packageCosts,
};

export const NAMES = Object.keys(measures);
