import { measures } from './measures/index.mjs';
import { answer } from './process.mjs';

/** One group of measures in a process of its own. */
answer(async (name: string) => await measures[name]!());
