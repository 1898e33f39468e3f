import { spelledOut } from '../shared/invisible';

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
