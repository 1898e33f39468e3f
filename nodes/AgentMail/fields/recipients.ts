import { type Field, type Look } from './field';
import { InputError } from '../shared/inputError';
import { splitAddresses } from '../mail/address';
import { ADDRESSES } from '../mail/addressList';
import { addressOfMailto } from '../mail/mailto';
import { asSeen } from '../shared/invisible';
import { asList, refuseLineBreaks, shorten } from '../shared/values';

/** Email addresses, `a@b.io` or `Name <a@b.io>`, in the form the API takes them. */
export function recipients(look: Look): Field<string[] | undefined> {
	return {
		properties: (name) => [
			{
				default: '',
				placeholder: 'e.g. jane@example.com, Bob <bob@example.com>',
				...look,
				name,
				type: 'string',
			},
		],
		read: (item, path) => {
			const entries = asList(item.parameter(path), look.displayName, ADDRESSES);
			for (const entry of entries) refuseLineBreaks(entry, look.displayName);
			const given = entries.flatMap(severalIn).map(asWritten);
			given.forEach((entry, index) => checkAddress(entry, look.displayName, given[index + 1]));
			return given.length > 0 ? given : undefined;
		},
	};
}

/** An entry of a list may be a list again; a name with a comma and one address is not. */
const severalIn = (entry: string) =>
	entry.split('@').length > 2
		? splitAddresses(entry).filter((each) => each.trim() !== '')
		: [entry];

/**
 * Without what comes along when an address is copied: characters that show nothing, `mailto:`, quotes around all of it. A
 * link in Markdown, as models write it, is read if it says one thing.
 */
function asWritten(entry: string): string {
	const visible = withoutMarkdown(asSeen(entry).trim());
	const bare = addressOfMailto(visible).replace(
		/<(mailto:[^<>]*)>/i,
		(_whole, link: string) => `<${addressOfMailto(link)}>`,
	);
	return /^(["'])[^"'\s<>@]+@[^"'\s<>@]+\1$/.test(bare) ? bare.slice(1, -1) : bare;
}

function withoutMarkdown(entry: string): string {
	const [, text = '', link = ''] = /^\[([^[\]]*)\]\(([^\s()<>]*)\)$/.exec(entry) ?? [];
	const address = addressOfMailto(link);
	if (!/^[^@?]+@[^@?]+$/.test(address)) return entry;
	if (text.toLowerCase() === address.toLowerCase()) return address;
	return text.includes('@') ? entry : `${text} <${address}>`;
}

/**
 * Catches what people mistype. Whether the mailbox exists is for the API to say.
 *
 * @param next the entry after it: `Doe, Jane <jane@example.com>` was cut at its comma
 */
function checkAddress(entry: string, where: string, next = ''): void {
	const uncommented = entry.replace(/\([^()]*\)\s*$/, '').trim();
	const address = (/<([^<>]*)>$/.exec(uncommented)?.[1] ?? uncommented).trim();
	if (/^(?:"[^"]+"|[^\s@<>()[\],:;"]+)@(?:\[[^\s[\]]+\]|[^\s@<>()[\],:;"']+)$/.test(address))
		return;
	throw new InputError(`${where}: ${whatIsWrong(entry, next)}`);
}

function whatIsWrong(entry: string, next: string): string {
	const shown = `"${shorten(entry)}"`;
	if (entry.split('@').length > 2) {
		return `${shown} contains more than one address. Separate addresses with commas.`;
	}
	const [, rest, address] = /^([^"<>@]+)<([^<>]+)>$/.exec(next) ?? [];
	if (rest && !entry.includes('@')) {
		const name = shorten(`${entry}, ${rest}`);
		return `${shown} is not an email address. If it is part of a name with a comma, put the name in quotes: "${name}" <${address}>.`;
	}
	return `${shown} is not an email address. Enter one such as jane@example.com or Jane Doe <jane@example.com>.`;
}
