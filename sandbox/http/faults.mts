/** What happens to a request that a rule matches; `delayMs` goes with any of the others. */
export type FaultAction =
	| { status: number; body?: unknown; headers?: Record<string, string>; delayMs?: number }
	| { delayMs: number }
	/** Carried out when the promise is settled. For code only: JSON has no promises. */
	| { until: Promise<unknown> }
	/** The socket is destroyed; the request is not carried out. */
	| 'reset'
	/** The request is carried out, then the socket is destroyed. */
	| 'lostAnswer'
	/** A list answers no items and a `next_page_token` (AgentMail docs: pagination). */
	| 'emptyPage';

export interface FaultRule<Action = FaultAction> {
	match?: {
		method?: string;
		/** A prefix of the path, encoded or decoded, or a pattern; text that starts with `^` is a pattern. */
		path?: string | RegExp;
	};
	/** How often the rule fires before it is used up; absent = for ever. */
	times?: number;
	/** 0 to 1; the draws come from a generator with a fixed seed. */
	probability?: number;
	action: Action;
}

interface ArmedRule<Action> extends FaultRule<Action> {
	left: number;
}

/** The rules in force; the first that matches fires. */
export class Faults<Action> {
	private rules: ArmedRule<Action>[] = [];
	private random = mulberry32(1);

	/** @returns a function that takes the rule out again */
	add(rule: FaultRule<Action>): () => void {
		const armed: ArmedRule<Action> = { ...rule, left: rule.times ?? Infinity };
		this.rules.push(armed);
		return () => {
			this.rules = this.rules.filter((other) => other !== armed);
		};
	}

	clear(): void {
		this.rules = [];
		this.random = mulberry32(1);
	}

	/** The action for a request, if a rule fires; counts it. */
	take(method: string, path: string): Action | undefined {
		const rule = this.rules.find((candidate) => this.fires(candidate, method, path));
		if (!rule) return undefined;
		rule.left -= 1;
		return rule.action;
	}

	private fires(
		{ left, match, probability }: ArmedRule<Action>,
		method: string,
		path: string,
	): boolean {
		if (left <= 0) return false;
		if (match?.method && match.method.toUpperCase() !== method) return false;
		if (match?.path !== undefined && !matches(match.path, path)) return false;
		return probability === undefined || this.random() < probability;
	}
}

function matches(expected: string | RegExp, path: string): boolean {
	const written = [path, decoded(path)];
	if (typeof expected === 'string' && !expected.startsWith('^')) {
		return written.some((text) => text.startsWith(expected));
	}
	// `search` ignores the state that `test` keeps on a /g pattern.
	const pattern = new RegExp(expected);
	return written.some((text) => text.search(pattern) >= 0);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** A small generator of pseudo-random numbers from 0 to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}
