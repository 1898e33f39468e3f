import { decodeHTML } from './htmlLibrary';
import { attributeOf, type Tag } from './htmlTokens';

/** What becomes of white space. */
export type Space = 'normal' | 'pre' | 'pre-line';

/** Elements that begin and end on a line of their own. */
export const BLOCKS = new Set(
	(
		'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
		'form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre ' +
		'search section summary table tbody tfoot thead tr ul xmp caption'
	).split(' '),
);

export const CELLS = new Set(['td', 'th']);

/** What is there to look like nothing: soft hyphens, marks without width, joiners that join no letters. */
const UNSEEN =
	/[\u00ad\u200b\u2060\ufeff]|\u034f|(?<![\p{L}\p{M}\p{Extended_Pictographic}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

const withoutUnseen = (text: string) =>
	/[\u00ad\u200b-\u200d\u2060\ufeff]|\u034f/.test(text) ? text.replace(UNSEEN, '') : text;

/** White space that is shown as one space, except where it is one. */
const SPACES = /[^\S ]\s*| \s+/g;

/** Text in lines. White space counts as in a browser. Nothing is looked at twice. */
export class Lines {
	/** The lines before, without two empty ones in a row, unless they are written so. */
	protected readonly done: string[] = [];
	/** The line that is being written. */
	protected line = '';
	private endsInSpace = true;
	/** What stands before an item of a list, as soon as it says something. */
	private marker = '';

	/** @param html text as it stands in HTML */
	add(html: string, space: Space = 'normal'): void {
		const text = html.includes('&') ? decodeHTML(html) : html;
		if (space === 'normal') this.addWords(text);
		else if (space === 'pre') this.addAsWritten(text);
		else this.addLines(text);
	}

	addWords(text: string): void {
		if (text.trim() === '') return this.addSpace();
		const words = withoutUnseen(text).replace(SPACES, ' ');
		const shown = this.endsInSpace && words.startsWith(' ') ? words.slice(1) : words;
		if (shown !== '') this.append(shown);
	}

	private addSpace(): void {
		if (!this.endsInSpace) this.append(' ');
	}

	/** Text whose lines and spaces are meant. */
	addAsWritten(text: string): void {
		text.split(/\r\n?|\n/).forEach((line, index) => {
			if (index > 0) this.endLine();
			if (line !== '') this.append(withoutUnseen(line).replaceAll('\u00a0', ' '));
		});
	}

	protected append(text: string): void {
		this.line += this.marker + text;
		this.marker = '';
		this.endsInSpace = text.endsWith(' ');
	}

	/** Text whose lines are meant, but not its spaces. */
	addLines(text: string): void {
		text.split(/\r\n?|\n/).forEach((line, index) => {
			if (index > 0) this.endLine();
			this.addWords(line);
		});
	}

	/** What a tag does to the lines, wherever it stands. */
	follow(tag: Tag): void {
		const { name, isEnd } = tag;
		if (name === 'br') this.endLine();
		else if (name === 'p') this.paragraph();
		else if (BLOCKS.has(name)) this.block();
		else if (CELLS.has(name)) this.cell();
		if (name === 'li' && !isEnd) this.mark('- ');
		if (name !== 'bdo') return;
		if (isEnd) this.turnBack();
		else this.turn(tag);
	}

	/** White space between blocks is no line. */
	block(): void {
		if (this.line !== '') this.endLine();
	}

	paragraph(): void {
		this.block();
		this.endLine();
	}

	cell(): void {
		this.addSpace();
	}

	mark(marker: string): void {
		this.marker = marker;
	}

	/** The character that does the same as a `<bdo>`: `0001` that runs from right to left is read as 1000. */
	turn(tag: Tag): void {
		const isToLeft = attributeOf(tag, 'dir')?.toLowerCase() === 'rtl';
		this.line += isToLeft ? '\u202e' : '\u202d';
	}

	turnBack(): void {
		this.line += '\u202c';
	}

	/** A browser shows no addresses, and of pictures no texts. */
	startLink?(tag: Tag): void;
	endLink?(): void;
	/** What stands before an item, as a browser draws it. */
	markerOf?(style: string, number: number): string;
	picture?(tag: Tag): void;

	endLine(): void {
		const line = this.line.trimEnd();
		if (line !== '' || (this.done.at(-1) ?? '') !== '') this.done.push(line);
		this.line = '';
		this.endsInSpace = true;
	}

	toString(): string {
		this.endLine();
		return this.done.join('\n').trimEnd();
	}
}
