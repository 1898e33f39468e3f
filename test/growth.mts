/** CPU time from which on a measure says something. */
const MEASURABLE_US = 2_000;
const LARGEST = 2 ** 18;
const DOUBLINGS = 3;
const TIMES = 2 ** DOUBLINGS;

/** As measured, also beside other work: linear time comes to 3.3 at most, as it fills memory, quadratic time to 3.9 at least. */
export const CLEARLY_LESS_THAN_QUADRATIC = 3.6;

/**
 * By how much the CPU time of `run` grows when its input doubles: 2 is linear, 4 is quadratic. It does not depend on how
 * fast the machine is, nor on what else it does. 2 where the largest input is nothing to measure yet.
 */
export function growth<Input>(
	inputOf: (size: number) => Input,
	run: (input: Input) => unknown,
): number {
	const timeOf = (size: number, times: number) => {
		const input = inputOf(size);
		const start = process.cpuUsage();
		for (let i = 0; i < times; i++) run(input);
		const { user, system } = process.cpuUsage(start);
		return user + system;
	};
	let size = 64;
	while (timeOf(size, TIMES) < MEASURABLE_US) {
		if (size >= LARGEST) return 2;
		size *= 2;
	}
	// One large input against as much in small ones, which need as much memory. They take turns, and the least counts:
	// the compiler and the garbage collector can only add. So a growth that looks too large is measured for longer.
	const least = { small: Infinity, large: Infinity };
	let grows = Infinity;
	for (let round = 0; round < (grows < CLEARLY_LESS_THAN_QUADRATIC ? 9 : 60); round++) {
		least.small = Math.min(least.small, timeOf(size, TIMES));
		least.large = Math.min(least.large, timeOf(size * TIMES, 1));
		grows = 2 * (least.large / least.small) ** (1 / DOUBLINGS);
	}
	return grows;
}
