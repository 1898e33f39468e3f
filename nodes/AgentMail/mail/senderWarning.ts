import { hasInvisible, hidesSomething, withoutInvisible } from '../shared/invisible';
import type { Mailbox } from './address';
import { readableDomain } from './punycode';

/** What a sender shows to a reader. */
interface Shown {
	name: string;
	/** What stands before the `@`. */
	user: string;
	domain: string;
	/** The domain with its Punycode decoded. */
	readable: string;
}

/** A sentence about something that makes a sender look like another, nothing if it is not there. */
type Rule = (sender: Shown) => string | false | undefined;

/**
 * What makes a sender look like somebody else, in sentences, or `undefined` if nothing does.
 *
 * It is shown, never decided by: some of it is innocent, and a look-alike in plain letters (`paypa1.com`, `rnail.com`)
 * cannot be told from a name that somebody just has. The time grows with the length of the sender and no more.
 */
export function senderWarning(sole: Mailbox): string | undefined {
	const { name, address, isLenient } = sole;
	if (address === null) return sole.hasInvisible ? UNSEEN : UNCERTAIN;
	const at = address.lastIndexOf('@');
	const domain = address.slice(at + 1);
	const readable = readableDomain(domain.toLowerCase());
	const sender = { name: name ?? '', user: address.slice(0, at), domain, readable };
	const sentences = [isLenient && LENIENT, ...RULES.map((rule) => rule(sender))].filter(Boolean);
	return sentences.length > 0 ? sentences.join(' ') : undefined;
}

const LENIENT = 'The name holds a comma without quotes, so it was read leniently.';

const UNSEEN = 'The address holds invisible characters.';

const UNCERTAIN =
	'The From line does not name exactly one sender, and mail programs may show different ones.';

const RULES: readonly Rule[] = [
	({ name, user, domain }) => {
		const other = addressIn(name, `${user}@${domain}`) ?? addressIn(user);
		return other !== undefined && `The name shows an address that is not the sender's: ${other}.`;
	},

	({ name }) => hidesSomething(name) && 'The name holds invisible characters.',

	({ user, readable }) => hasInvisible(`${user}@${readable}`) && UNSEEN,

	({ name, user }) => {
		const mixed = [name, user].flatMap((text) => text.match(WORDS) ?? []).find(mixesAlphabets);
		return mixed !== undefined && `"${brief(mixed)}" mixes letters of several alphabets.`;
	},

	({ domain, readable }) => {
		if (PLAIN.test(readable)) return undefined;
		const labels = readable.split('.');
		if (labels.some(mixesAlphabets)) {
			return `The domain ${brief(domain)} mixes letters of several alphabets: ${brief(readable)}.`;
		}
		const pretended = labels.map(pretendedLabel).join('.');
		if (pretended !== readable) {
			return `The domain ${brief(domain)} is written in other letters that look like ${brief(pretended)}.`;
		}
		return `The domain ${brief(domain)} is written with international letters: ${brief(readable)}.`;
	},
];

/** An address that a text shows, other than `own`. Wide letters and signs count as what they look like. */
function addressIn(text: string, own = ''): string | undefined {
	const words = withoutInvisible(text.normalize('NFKC')).split(/[\s"'`<>()[\]{},;:|/\\]+/);
	const other = words.find((word) => {
		const at = word.lastIndexOf('@');
		const looksLikeOne = at > 0 && word.indexOf('.', at + 2) > 0;
		return looksLikeOne && word.toLowerCase() !== own.toLowerCase();
	});
	return other === undefined ? undefined : brief(other);
}

const PLAIN = /^\p{ASCII}*$/u;
const WORDS = /[\p{L}\p{M}]+/gu;

/** Alphabets with letters that look like Latin ones. */
const LIKE_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

function mixesAlphabets(word: string): boolean {
	return LIKE_LATIN.test(word) && /\p{Script=Latin}/u.test(word);
}

/** Cyrillic and Greek letters that look the same as Latin ones in most typefaces. (Unicode TR 39: confusables) */
const LOOKS_LIKE = new Map(
	Object.entries({
		...{ а: 'a', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', ӏ: 'l', о: 'o', р: 'p', ԛ: 'q' },
		...{ ѕ: 's', ѵ: 'v', ԝ: 'w', х: 'x', у: 'y' },
		...{ α: 'a', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', υ: 'u', χ: 'x' },
	}),
);

/** The Latin label that one of other letters looks like, if each of its letters does; otherwise the label itself. */
function pretendedLabel(label: string): string {
	if (PLAIN.test(label)) return label;
	const letters = Array.from(label, (letter) =>
		PLAIN.test(letter) ? letter : LOOKS_LIKE.get(letter),
	);
	return letters.includes(undefined) ? label : letters.join('');
}

const LONGEST = 100;

/** For a sentence: not longer than one can read, without what cannot be seen. */
function brief(text: string): string {
	const visible = withoutInvisible(text);
	return visible.length > LONGEST ? `${visible.slice(0, LONGEST)}…` : visible;
}
