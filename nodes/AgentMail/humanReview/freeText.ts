import { markup } from './html';
import { alert, MOST_CHARACTERS, noticePage, page, quoted } from './page';
import type { FreeText } from './question';
import { answered, reviewerOf, type Asked, type Visit, type Visitor } from './response';

export const freeText: Asked<FreeText> = {
	show: async (question, visitor) => freeTextPage(question, visitor, false),
	async decide(question, { text }, visitor) {
		if (text === undefined) return { ...freeTextPage(question, visitor, true), status: 400 };
		const { texts } = visitor;
		return {
			page: noticePage(texts, texts.thanksTitle, texts.recorded),
			answer: answered(reviewerOf(visitor), { text }),
		};
	},
};

function freeTextPage(
	{ subject, message }: FreeText,
	{ texts }: Visitor,
	isMissing: boolean,
): Visit {
	const reminder = isMissing ? alert(texts.writeAnswer) : markup``;
	const invalid = isMissing ? markup` aria-invalid="true"` : markup``;
	return {
		page: page(
			subject,
			markup`${reminder}${quoted(message)}
				<form method="post">
					<label for="text">${texts.yourAnswer}</label>
					<textarea id="text" name="text" rows="8" required maxlength="${String(MOST_CHARACTERS)}"${invalid}></textarea>
					<div class="buttons"><button>${texts.send}</button></div>
				</form>`,
			texts,
		),
	};
}
