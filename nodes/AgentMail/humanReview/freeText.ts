import { markup } from './html';
import { alert, noticePage, page, quoted, textForm } from './page';
import type { FreeText } from './question';
import { answered, reviewerOf, type Asked, type Visit } from './response';

export const freeText: Asked<FreeText> = {
	show: async (question) => freeTextPage(question, false),
	async decide(question, { text }, visitor) {
		if (text === undefined) return { ...freeTextPage(question, true), status: 400 };
		return {
			page: noticePage('Thank you', 'Your answer has been recorded. You can close this page.'),
			answer: answered(reviewerOf(visitor), { text }),
		};
	},
};

function freeTextPage({ subject, message }: FreeText, missing: boolean): Visit {
	const reminder = missing ? alert('Please write an answer.') : markup``;
	return {
		page: page(
			subject,
			markup`<h1>${subject}</h1>
				${reminder}${quoted(message)}${textForm('Your answer', 'Send', missing)}`,
		),
	};
}
