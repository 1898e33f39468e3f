import { createHash } from 'node:crypto';
import { ApiError, invalid } from '../errors.mjs';

/** How long a key is remembered after its send completed (AgentMail docs: idempotency). */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
/** The characters of an Idempotency-Key; a client_id has the same (AgentMail docs: idempotency). */
export const KEY_PATTERN = /^[A-Za-z0-9\-._~]{1,256}$/;

interface Entry {
	fingerprint: string;
	/** Absent while the first request runs. */
	done?: { answer: unknown; at: number };
}

/** Sends that carried an `Idempotency-Key`; the keys' scope is the organization. */
export class IdempotencyKeys {
	private readonly entries = new Map<string, Entry>();

	/**
	 * Carries a request out once.
	 * @throws ApiError 400 for a malformed key, 409 for another request or while the first still runs
	 */
	async once(
		key: string | undefined,
		request: Fingerprinted,
		run: () => unknown,
	): Promise<unknown> {
		if (key === undefined) return await run();
		if (!KEY_PATTERN.test(key)) {
			throw invalid(['Idempotency-Key'], 'Expected 1 to 256 of A-Z a-z 0-9 - . _ ~ as header.');
		}
		const fingerprint = fingerprintOf(request);
		const earlier = this.remembered(key);
		if (earlier) return replay(earlier, fingerprint);
		const entry: Entry = { fingerprint };
		this.entries.set(key, entry);
		try {
			const answer = await run();
			entry.done = { answer, at: Date.now() };
			return answer;
		} catch (error) {
			// Nothing was sent, so the key is free again.
			if (this.entries.get(key) === entry) this.entries.delete(key);
			throw error;
		}
	}

	clear(): void {
		this.entries.clear();
	}

	private remembered(key: string): Entry | undefined {
		const entry = this.entries.get(key);
		const isOld = entry?.done !== undefined && Date.now() - entry.done.at > REMEMBERED_MS;
		return isOld ? undefined : entry;
	}
}

interface Fingerprinted {
	method: string;
	path: string;
	body: unknown;
}

function replay(earlier: Entry, fingerprint: string): unknown {
	if (earlier.fingerprint !== fingerprint) {
		throw new ApiError('conflict', 'This Idempotency-Key was used for a different request.', {
			fix: 'Use a new Idempotency-Key for a new request; repeat a key only with the same content, inbox and endpoint.',
		});
	}
	if (!earlier.done) {
		throw new ApiError(
			'conflict',
			'The first request with this Idempotency-Key is still running.',
			{
				fix: 'Wait a moment, then send the same request again.',
			},
		);
	}
	return earlier.done.answer;
}

function fingerprintOf({ method, path, body }: Fingerprinted): string {
	return createHash('sha256')
		.update(`${method} ${decodeURIComponent(path)}\n${canonical(body)}`)
		.digest('hex');
}

/** JSON with sorted keys: the order of properties is not part of a request's content. */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_key, nested: unknown) => {
		if (typeof nested !== 'object' || nested === null || Array.isArray(nested)) return nested;
		return Object.fromEntries(Object.entries(nested).sort(([a], [b]) => (a < b ? -1 : 1)));
	});
}
