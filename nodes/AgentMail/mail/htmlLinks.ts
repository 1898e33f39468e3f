import { Lines } from './htmlLines';
import { attributeOf, type Tag } from './htmlTokens';
import { markerOf } from './listMarker';
import { addressOfMailto } from './mailto';

/** The link that is being written. */
interface Link {
	address: string;
	/** Its beginning: longer than an address, it is none. */
	text: string;
	hasPicture: boolean;
}

const LONGEST = 5000;

/**
 * Lines with what a reader sees beside words: the address of a link behind its text, in brackets, if it says more; the
 * texts of pictures; the numbers of lists.
 */
export class LinkedLines extends Lines {
	private link: Link | undefined;
	private lastAddress = '';
	private isBehindAddress = false;

	protected override append(text: string): void {
		const { link } = this;
		if (link && link.text.length < LONGEST) link.text += text;
		super.append(this.isBehindAddress && /^[\p{L}\p{N}(]/u.test(text) ? ` ${text}` : text);
		this.isBehindAddress = false;
	}

	override endLine(): void {
		this.isBehindAddress = false;
		super.endLine();
	}

	override markerOf(style: string, number: number): string {
		return markerOf(style, number);
	}

	override picture(tag: Tag): void {
		if (this.link) this.link.hasPicture = true;
		const text = (attributeOf(tag, 'alt') ?? '').replace(/\s+/g, ' ').trim();
		if (text === '') return;
		// A picture of a letter or a face is written as such.
		this.addWords(/[\p{L}\p{N}]{2}/u.test(text) ? ` [${text}] ` : text);
	}

	override startLink(tag: Tag): void {
		const address = addressIn(attributeOf(tag, 'href') ?? '');
		this.link = address === undefined ? undefined : { address, text: '', hasPicture: false };
	}

	override endLink(): void {
		const { link } = this;
		this.link = undefined;
		if (!link) return;
		const { address, hasPicture } = link;
		const text = link.text.trim();
		const isNews =
			text === '' ? hasPicture && address !== this.lastAddress : saysMore(address, text);
		if (!isNews) return;
		this.lastAddress = address;
		if (this.line === '' && text !== '') this.addToLastLine(` (${address})`);
		else this.addWords(` (${address})`);
		this.isBehindAddress = this.line !== '';
	}

	/** Behind the block that the link holds. */
	private addToLastLine(text: string): void {
		const index = this.done.at(-1) === '' ? this.done.length - 2 : this.done.length - 1;
		if (index >= 0) this.done[index] += text;
	}
}

/** Addresses that lead nowhere outside of the mail, or run a script. */
const NOWHERE = /^(?:about|blob|cid|data|file|javascript|mid|vbscript|x-apple-data-detectors)\b/i;

/** As a browser reads it, without white space; `undefined` for what leads nowhere. */
function addressIn(href: string): string | undefined {
	const address = href
		.replace(/[\t\n\r]/g, '')
		.trim()
		.replace(/\s/g, '%20');
	if (address.startsWith('//')) return `https:${address}`;
	return /^[a-z][a-z0-9+.-]*:[^]/i.test(address) && !NOWHERE.test(address) ? address : undefined;
}

/** Whether an address says more than the text of its link: `example.com` tells all of `https://www.example.com/`. */
function saysMore(address: string, text: string): boolean {
	const [, scheme = '', rest = ''] = /^([a-z0-9+.-]+):([^]*)$/i.exec(address) ?? [];
	if (/^(?:tel|sms|callto)$/i.test(scheme)) return !digits(text).endsWith(digits(rest));
	if (/^mailto$/i.test(scheme)) {
		return !text.toLowerCase().includes(addressOfMailto(address).toLowerCase());
	}
	return !bare(text).includes(bare(address));
}

const digits = (text: string) => text.replace(/\D/g, '');

function bare(address: string): string {
	const text = address
		.toLowerCase()
		.trim()
		.replace(/^[a-z]+:\/\//, '')
		.replace(/^www\./, '');
	let end = text.length;
	while (end > 0 && text[end - 1] === '/') end--;
	return text.slice(0, end);
}
