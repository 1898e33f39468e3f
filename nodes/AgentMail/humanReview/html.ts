/** HTML in which every text is escaped. Made by {@link markup} only. */
export class Html {
	private constructor(private readonly text: string) {}

	/**
	 * Tag for template literals: `` markup`<p>${text}</p>` ``.
	 *
	 * Texts are escaped, so that what strangers wrote stays text wherever it stands, in an attribute too. {@link Html}
	 * is put in as it is; of a list, each entry.
	 */
	static of(literals: TemplateStringsArray, ...values: Value[]): Html {
		const text = literals.reduce((before, literal, index) => {
			const value = values[index - 1];
			return before + (value === undefined ? '' : written(value)) + literal;
		});
		return new Html(text);
	}

	/** Text of this package itself, such as a style sheet. Never for what anybody else wrote. */
	static own(text: string): Html {
		return new Html(text);
	}

	toString(): string {
		return this.text;
	}
}

type Value = string | Html | Html[];

export const markup = Html.of;

function written(value: Value): string {
	if (Array.isArray(value)) return value.map(String).join('');
	return value instanceof Html ? value.toString() : escaped(value);
}

function escaped(text: string): string {
	return spelledOut(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A text in which nothing can hide: characters that turn the reading direction round, or are not seen, are written out
 * as ⟨U+202E⟩. Line breaks, tabs, and the joiners that scripts and emoji need stay.
 */
export function spelledOut(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replace(
			HIDDEN,
			(character) =>
				`⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
		);
}

/** Control and format characters, separators and lone surrogates, without tab, line feed, and the joiners U+200C and U+200D. */
const HIDDEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
