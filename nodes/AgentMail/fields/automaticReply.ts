import { flag } from './field';

/**
 * A workflow that answers every message meets robots that do the same. The header keeps them, and our own triggers, from
 * answering each other for ever. (RFC 3834, sections 5 and 5.1)
 */
export const automaticReply = flag({
	displayName: 'Automatic Reply',
	default: true,
	description:
		'Whether to mark the reply as automatic (header Auto-Submitted), so that other bots do not answer it. On even if not added. Turn it off if a person wrote or approved the text.',
});

const NAME = 'Auto-Submitted';
const AUTOMATIC = 'auto-replied';

/** Headers of a reply, with the mark unless the person set that header. */
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
