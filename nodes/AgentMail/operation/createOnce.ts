import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { spelt } from '../fields/field';
import { AgentMailError } from '../transport/errors';
import type { ApiPath } from '../transport/path';
import { inDoubtOf, sameOf } from './inDoubt';
import type { Call } from './operation';

/** What is created, and how. */
interface Creation<T> {
	/** For sentences: `pod`. */
	what: string;
	path: ApiPath;
	/** In wire names, without `client_id`. */
	body: object;
	/** The Client ID of the panel, if filled in: who chose one wants what exists by that name, whatever it holds. */
	chosenId: string | undefined;
	/**
	 * What the answer says if it is what was asked for; `undefined` where AgentMail chooses. Leave out what AgentMail may
	 * write in its own way: each such create would be refused.
	 */
	asked?: (made: T) => { [Name in keyof T]?: unknown };
}

/**
 * Creates what must not be made twice: its `client_id` stands for it.
 *
 * @throws {InputError} when AgentMail answers with something that was made before, and not for this
 */
export async function createOnce<T extends object>(
	{ what, path, body, chosenId, asked = () => ({}) }: Creation<T>,
	call: Call,
): Promise<T> {
	const inDoubt = await inDoubtOf(call);
	const same = sameOf(call, path, body);
	const key = inDoubt.get(same) ?? call.key;
	const answer = call.api.post<T>(path, { ...body, client_id: chosenId ?? key });
	const made = await answer.catch((error: unknown) => {
		if (error instanceof AgentMailError && error.isInDoubt) inDoubt.set(same, key);
		throw error;
	});
	inDoubt.delete(same);
	if (chosenId === undefined) refuseOlder(what, made, { ...inPod(path), ...asked(made) });
	return made;
}

/** A tenant must not get what is another's, even if all else failed. What the answer leaves out says nothing. */
function refuseOlder(what: string, made: object, asked: Record<string, unknown>): void {
	const answer = made as Record<string, unknown>;
	const others = Object.entries(asked).filter(([name, value]) => !holds(answer[name], value));
	if (others.length === 0) return;
	const names = others.map(([name]) => name).join(', ');
	throw new InputError(
		`AgentMail answered with a ${what} that already existed, with a different ${names}. Nothing was created. Check it in the AgentMail console, then run this again, or set a Client ID under Options.`,
	);
}

/** Of a list or an object, what was asked for may be a part: AgentMail may add to it. */
function holds(answered: unknown, asked: unknown): boolean {
	if (asked === undefined || answered === undefined || answered === null) return true;
	if (isRecord(asked)) {
		const parts = isRecord(answered) ? answered : {};
		return Object.entries(asked).every(
			([name, value]) => name in parts && holds(parts[name], value),
		);
	}
	return plain(answered) === plain(asked);
}

/** White space at the ends and capitals of an address are AgentMail's to change. */
const plain = (value: unknown) => spelt(value).trim().toLowerCase();

function inPod(path: ApiPath): { pod_id?: string } {
	const [, area, id = ''] = String(path).split('/');
	return area === 'pods' && id !== '' ? { pod_id: decodeURIComponent(id) } : {};
}
