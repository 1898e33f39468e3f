/** What a kind of failure means for whoever has to decide what to do next. */
interface Meaning {
	/** It passes by itself: the same request may succeed later. */
	isTransient: boolean;
	/** AgentMail may have done what it was asked; only its answer is missing. */
	isAnswerLost: boolean;
	/** Every request would fail like this one, whatever it is about. */
	isGeneral: boolean;
}

const KINDS = {
	/** No connection was made: nothing was done. */
	unreached: { isTransient: true, isAnswerLost: false, isGeneral: true },
	/** The connection broke before the answer was there. */
	cut: { isTransient: true, isAnswerLost: true, isGeneral: true },
	/** 429: turned away at the door, nothing was done. */
	throttled: { isTransient: true, isAnswerLost: false, isGeneral: true },
	/** 503 and 408: nobody is there to answer, whatever the question. */
	unavailable: { isTransient: true, isAnswerLost: true, isGeneral: true },
	/**
	 * Every other 5xx: AgentMail, or a gateway that waited for it, gave up on this request. That may be because of what it
	 * asks for (a message that cannot be rendered, a thread that takes too long), so it says nothing about the next one.
	 */
	failed: { isTransient: true, isAnswerLost: true, isGeneral: false },
	/** An answer that is not the API's: a web page, a redirect (the API sends none), a list without end. */
	unusable: { isTransient: false, isAnswerLost: true, isGeneral: false },
	/** 401, or a 403 of the gateway, which has no code. */
	keyRefused: { isTransient: false, isAnswerLost: false, isGeneral: true },
	/** 404. */
	notFound: { isTransient: false, isAnswerLost: false, isGeneral: false },
	/** 409: another request holds it up, maybe an earlier try of this one. A 409 with another code is refused. */
	conflict: { isTransient: false, isAnswerLost: false, isGeneral: false },
	/** Any other 4xx, and 501 (the server does not know such a request): it will be refused again. */
	refused: { isTransient: false, isAnswerLost: false, isGeneral: false },
} as const satisfies Record<string, Meaning>;

export type ErrorKind = keyof typeof KINDS;

export const meaningOf = (kind: ErrorKind): Meaning => KINDS[kind];

/**
 * Codes of a connection that was never made: nobody there, or a certificate that n8n does not trust. Whatever else breaks
 * a connection may have done so after the request had arrived. (Node.js docs: common system errors, X509 certificate errors)
 */
const NEVER_CONNECTED =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|UNABLE_TO_\w+|HOSTNAME_MISMATCH|\w*CERT\w*)$/;

/**
 * The kind of an answer. (AgentMail docs: errors)
 *
 * @param status HTTP status; 0 if no answer came
 * @param code the API's `code`, or the network's
 */
export function kindOf(status: number, code: string | undefined): ErrorKind {
	if (status === 0) return NEVER_CONNECTED.test(code ?? '') ? 'unreached' : 'cut';
	if (status < 400) return 'unusable';
	switch (status) {
		case 401:
			return 'keyRefused';
		case 403:
			return code === undefined ? 'keyRefused' : 'refused';
		case 404:
			return 'notFound';
		case 408:
		case 503:
			return 'unavailable';
		case 409:
			return code === undefined || code === 'conflict' ? 'conflict' : 'refused';
		case 429:
			return 'throttled';
		case 501:
			return 'refused';
		default:
			return status >= 500 ? 'failed' : 'refused';
	}
}
