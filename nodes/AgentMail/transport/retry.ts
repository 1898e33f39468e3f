import { AgentMailError } from './errors';

/**
 * How a request may be repeated:
 * `read` changes nothing · `change` sets a state, twice is once · `keyed` carries a client_id and `sent` an
 * Idempotency-Key, so the API does it once · `once` must not be carried out twice (a second API key, a second list entry).
 */
export type Repeatability = 'read' | 'change' | 'keyed' | 'sent' | 'once';

/** What went wrong, as far as repeating goes. */
type Fault =
	| 'unreached' // the connection was never made
	| 'refused' // 429: turned away at the door, nothing was done
	| 'unavailable' // 5xx and 408: may or may not have been done
	| 'cut' // the connection broke: may or may not have been done
	| 'busy'; // 409: the first try with this key may still be running

/** Repeats after the first try. What is not listed is never repeated (401, 403, 404, 422 among them). */
const REPEATS: Record<Repeatability, Partial<Record<Fault, number>>> = {
	read: { unreached: 3, refused: 5, unavailable: 3, cut: 3 },
	change: { unreached: 3, refused: 5, unavailable: 3, cut: 3 },
	// Safe however often it is sent, and to give up would leave open whether it was done.
	keyed: { unreached: 3, refused: 5, unavailable: 5, cut: 5, busy: 3 },
	// A first try that still runs is worth a minute: what it comes to is the answer.
	sent: { unreached: 3, refused: 5, unavailable: 5, cut: 5, busy: 7 },
	once: { unreached: 3, refused: 5 },
};

const UNREACHED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);
const CUT = new Set([
	'ECONNRESET',
	'ECONNABORTED',
	'ETIMEDOUT',
	'EPIPE',
	'ERR_NETWORK',
	'ERR_BAD_RESPONSE',
	'UND_ERR_SOCKET',
]);

const REASONS: Record<Fault, string> = {
	unreached: 'AgentMail could not be reached',
	refused: 'AgentMail asks for fewer requests at a time (429)',
	unavailable: 'AgentMail was not available',
	cut: 'the connection to AgentMail broke',
	busy: 'the first try may still be under way',
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

function faultOf(error: AgentMailError): Fault | undefined {
	if (error.status === 429) return 'refused';
	if (isUnavailable(error.status)) return 'unavailable';
	if (error.status === 409 && (error.code === undefined || error.code === 'conflict'))
		return 'busy';
	if (error.status === 0 && UNREACHED.has(error.code ?? '')) return 'unreached';
	if (error.status === 0 && CUT.has(error.code ?? '')) return 'cut';
	return undefined;
}

/** Gateways have numbers of their own, such as 524. 501 says that there is no such thing, not that it is down. */
const isUnavailable = (status: number) => status === 408 || (status >= 500 && status !== 501);

/** Of an answer that came and is none of AgentMail's. */
const isSuccess = (status: number) => status >= 200 && status < 300;

/** Why a request is repeated: the end of a sentence with "because", without anything of the request. */
export function reasonToRepeat(error: AgentMailError): string {
	const fault = faultOf(error);
	return fault === undefined ? 'it failed' : REASONS[fault];
}

/** What was asked may have been done, and only its answer is missing. */
export function isAnswerLost(error: AgentMailError): boolean {
	const fault = faultOf(error);
	return fault === 'cut' || fault === 'unavailable' || isSuccess(error.status);
}

/** The answer is missing to something that would be done twice if it were run again, so it may have happened. */
export function isInDoubt(error: AgentMailError, repeatability: Repeatability): boolean {
	const isRepeatable = repeatability === 'read' || repeatability === 'change';
	return !isRepeatable && isAnswerLost(error);
}

/**
 * Milliseconds to wait before repeating a failed request, or `undefined` to give up.
 *
 * @param tries how often it was sent so far (1 after the first)
 * @param retryAfter the answer's `Retry-After` header: seconds or an HTTP date
 * @param random 0 to 1, spreads callers that failed together
 */
export function waitBeforeRepeat(
	error: AgentMailError,
	repeatability: Repeatability,
	tries: number,
	retryAfter: string | undefined,
	random: number,
): number | undefined {
	const fault = faultOf(error);
	const allowed = fault === undefined ? 0 : (REPEATS[repeatability][fault] ?? 0);
	if (tries > allowed) return undefined;
	const asked = askedWait(retryAfter);
	if (asked !== undefined) {
		// The requests of a run wait together: what is added for one, all of them wait.
		const wait = Math.max(asked * (1 + random / 50), random * 250);
		return Math.min(wait, LONGEST_WAIT_MS);
	}
	return Math.min(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.75 + random / 2), LONGEST_WAIT_MS);
}

function askedWait(retryAfter: string | undefined): number | undefined {
	if (!retryAfter) return undefined;
	const seconds = Number(retryAfter);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(retryAfter);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
