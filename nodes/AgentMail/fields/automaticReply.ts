import { flag } from './field';

/**
 * A workflow that answers whatever comes in meets others that do the same. The header keeps them from answering each
 * other, this trigger's loop guard included. (RFC 3834, sections 5 and 5.1)
 */
export const automaticReply = flag({
	displayName: 'Automatic Reply',
	default: true,
	description:
		'Whether to mark the reply as written by a program (header Auto-Submitted: auto-replied), so that out-of-office replies and other robots do not answer it. Also on when not added: add it and switch it off where a person wrote or approved the text.',
});

const NAME = 'Auto-Submitted';
const AUTOMATIC = 'auto-replied';

/** Headers of a reply. What a person set under Headers stands. */
export function replyHeaders(
	headers: Record<string, string> | undefined,
	isAutomatic = true,
): Record<string, string> | undefined {
	const isSet = Object.keys(headers ?? {}).some(isMark);
	return isAutomatic && !isSet ? { ...headers, [NAME]: AUTOMATIC } : headers;
}

/** Headers without the mark, for a draft, which takes none. `undefined` if that was all. */
export function unmarked(headers: Record<string, string>): Record<string, string> | undefined {
	const others = Object.entries(headers).filter(
		([name, value]) => !(isMark(name) && value === AUTOMATIC),
	);
	return others.length > 0 ? Object.fromEntries(others) : undefined;
}

function isMark(name: string): boolean {
	return name.toLowerCase() === NAME.toLowerCase();
}
