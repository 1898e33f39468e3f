import type { ErrorKind } from './errorKind';
import type { AgentMailError } from './errors';
import type { Timings } from './timings';

/**
 * How a request may be repeated:
 * `read` changes nothing · `change` sets a state, twice is once · `keyed` carries a client_id and `sent` an
 * Idempotency-Key, so the API does it once · `once` must not be carried out twice (a second API key, a second list entry).
 */
export type Repeatability = 'read' | 'change' | 'keyed' | 'sent' | 'once';

type Repeats = Partial<Record<ErrorKind, number>>;

const NOTHING_DONE: Repeats = { unreached: 3, throttled: 5 };
const HARMLESS: Repeats = { ...NOTHING_DONE, cut: 3, unavailable: 3, failed: 3 };
/** Safe however often it is sent, and to give up would leave open whether it was done. */
const DONE_ONCE: Repeats = { ...NOTHING_DONE, cut: 5, unavailable: 5, failed: 5 };

/** Repeats after the first try. What is not listed is never repeated. */
const REPEATS: Record<Repeatability, Repeats> = {
	read: HARMLESS,
	change: HARMLESS,
	keyed: { ...DONE_ONCE, conflict: 3 },
	// A first try that is still running is worth a minute: what it comes to is the answer.
	sent: { ...DONE_ONCE, conflict: 7 },
	once: NOTHING_DONE,
};

/** Why a request is repeated, for the log. Nothing of the request is in it. */
const REASONS: Partial<Record<ErrorKind, string>> = {
	unreached: 'AgentMail could not be reached',
	throttled: 'AgentMail limits the rate of requests (429)',
	unavailable: 'AgentMail is not available',
	failed: 'AgentMail reported an error of its own',
	cut: 'the connection to AgentMail broke',
	conflict: 'an earlier attempt may still be running',
};

export const reasonToRepeat = ({ kind, message }: AgentMailError): string =>
	REASONS[kind] ?? message;

/** The answer is missing to something that would be done twice if it were run again, so it may have happened. */
export function isInDoubt(error: AgentMailError, repeatability: Repeatability): boolean {
	const isRepeatable = repeatability === 'read' || repeatability === 'change';
	return !isRepeatable && error.isAnswerLost;
}

/** A request that failed. */
export interface Failure {
	error: AgentMailError;
	repeatability: Repeatability;
	/** How often it was sent so far: 1 after the first try. */
	tries: number;
	/** The answer's `Retry-After` header: seconds or an HTTP date. */
	retryAfter?: string;
}

/**
 * Milliseconds to wait before repeating it, or `undefined` to give up.
 *
 * @param random 0 to 1, spreads callers that failed together
 */
export function waitBeforeRepeat(
	{ error, repeatability, tries, retryAfter }: Failure,
	{ firstWait, longestWait, spread }: Timings,
	random = Math.random(),
): number | undefined {
	if (tries > (REPEATS[repeatability][error.kind] ?? 0)) return undefined;
	const wanted = wantedWait(retryAfter);
	const wait =
		wanted === undefined
			? firstWait * 2 ** (tries - 1) * (0.75 + random / 2)
			: // The requests of a run wait together: what is added for one, all of them wait.
				Math.max(wanted * (1 + random / 50), random * spread);
	return Math.min(wait, longestWait);
}

function wantedWait(retryAfter: string | undefined): number | undefined {
	if (!retryAfter) return undefined;
	const seconds = Number(retryAfter);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(retryAfter);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
