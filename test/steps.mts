import { afterAll } from '@jest/globals';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// From now on: V8 counts the blocks of functions that it compiles from here on, which is when they are first called.
const session = new Session();
session.connect();
afterAll(() => session.disconnect());
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** What strings and regular expressions look at inside of V8, where no code of ours is counted. */
let looked = 0;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Puts a method in the place of a built-in one that counts what it looks at. @returns what puts it back */
function counted(
	prototype: object,
	name: string,
	cost: (self: unknown, given: unknown[], result: unknown, start: number) => number,
): () => void {
	const own = Object.getOwnPropertyDescriptor(prototype, name)!;
	const method = own.value as Method;
	Object.defineProperty(prototype, name, {
		...own,
		value(this: unknown, ...given: unknown[]) {
			const start = this instanceof RegExp ? this.lastIndex : 0;
			const result = method.apply(this, given);
			looked += cost(this, given, result, start);
			return result;
		},
	});
	return () => void Object.defineProperty(prototype, name, own);
}

const lengthOf = (self: unknown) => String(self).length;

/** All of the string. */
const WHOLE = [
	'includes',
	'lastIndexOf',
	'normalize',
	'split',
	'toLowerCase',
	'toUpperCase',
	'trim',
];

function countBuiltins(): () => void {
	const string = String.prototype;
	const undo = [
		...WHOLE.map((name) => counted(string, name, lengthOf)),
		// From where it is told to where it finds something.
		counted(
			string,
			'indexOf',
			(self, [, from], found) =>
				(found === -1 ? lengthOf(self) : Number(found)) - Number(from ?? 0),
		),
		// Also behind `replace`, `match`, `matchAll` and `test`. Inside of one try, lint proves that it takes linear time.
		counted(RegExp.prototype, 'exec', (self, [text], found, lastIndex) => {
			const { global, sticky } = self as RegExp;
			const start = global || sticky ? lastIndex : 0;
			const match = found as RegExpExecArray | null;
			if (match) return match.index + match[0].length - start;
			return sticky ? 1 : lengthOf(text) - start;
		}),
	];
	return () => undo.forEach((back) => back());
}

/** Libraries that are not bundled into the package. */
const FOREIGN = /node_modules(?!\/(?:htmlparser2|entities)\/)/;

/**
 * How many steps each of `runs` takes: blocks of our code that are run through, and characters that are looked at. It
 * depends on nothing but the code and the input, least of all on how fast the machine is.
 */
async function stepsOfEach(runs: Array<() => unknown>): Promise<number[]> {
	await session.post('Profiler.takePreciseCoverage');
	const steps: number[] = [];
	for (const run of runs) {
		const restore = countBuiltins();
		looked = 0;
		try {
			run();
		} finally {
			restore();
		}
		// Taking them, which is slow, begins the next count.
		const { result } = await session.post('Profiler.takePreciseCoverage');
		const ours = result.filter(({ url }) => url.includes(root) && !FOREIGN.test(url));
		// The first range is the function: its calls are not counted where V8 has put it into its caller.
		const blocks = ours.flatMap(({ functions }) =>
			functions.flatMap(({ ranges }) => ranges.slice(1)),
		);
		steps.push(blocks.reduce((sum, { count }) => sum + count, looked));
	}
	return steps;
}

/** The same for inputs of growing size. */
export async function stepsAt<Input>(
	sizes: number[],
	inputOf: (size: number) => Input,
	run: (input: Input) => unknown,
): Promise<number[]> {
	return await stepsOfEach(sizes.map(inputOf).map((input) => () => run(input)));
}

const SIZE = 1_000;

/**
 * By how much the steps of `run` grow when its input doubles: 2 where they grow with the input and no more, 4 where they
 * grow with its square.
 */
export async function growth<Input>(
	inputOf: (size: number) => Input,
	run: (input: Input) => unknown,
): Promise<number> {
	const steps = await stepsAt([SIZE, 2 * SIZE, 4 * SIZE], inputOf, run);
	const [one, two, four] = steps as [number, number, number];
	return two === one ? 1 : (four - two) / (two - one);
}

/** Twice the steps for twice the input. */
export const LINEAR = 2.01;
