/**
 * Whether a text is what a pattern says: `*` stands for anything, also for nothing; capitals do not matter. The pieces
 * between the stars are looked for one after the other, so the time grows with the length of the text and no more.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
	const [start = '', ...pieces] = caseless(pattern).split('*');
	const searched = caseless(text);
	const end = pieces.pop();
	if (end === undefined) return searched === start;
	if (!searched.startsWith(start)) return false;
	let at = start.length;
	for (const piece of pieces) {
		const found = searched.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return searched.length - at >= end.length && searched.endsWith(end);
}

/**
 * In small letters. A character that would only thereby become a plain Latin letter stays as it is: the Kelvin sign `K`
 * looks like a K and its small letter is a k, but `ban\u{212a}.com` is not bank.com.
 */
export function caseless(text: string): string {
	return Array.from(text, (character) => {
		const small = character.toLowerCase();
		return PLAIN.test(small) && !PLAIN.test(character) ? character : small;
	}).join('');
}

const PLAIN = /\p{ASCII}/u;
