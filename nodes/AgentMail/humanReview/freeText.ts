import { markup } from './html';
import { alert, notice, page, quoted, textForm } from './page';
import type { FreeText } from './question';
import { answered, reviewerOf, type Asked, type Visit } from './response';

export const freeText: Asked<FreeText> = {
	show: async (question) => shown(question, false),
	async decide(question, { text }, visitor) {
		if (text === undefined) return { ...shown(question, true), status: 400 };
		return {
			page: notice('Thank you', 'Your answer has been recorded. You can close this page.'),
			answer: answered(reviewerOf(visitor), { text }),
		};
	},
};

function shown({ subject, message }: FreeText, missing: boolean): Visit {
	const reminder = missing ? alert('Please write an answer.') : markup``;
	return {
		page: page(
			subject,
			markup`<h1>${subject}</h1>
				${reminder}${quoted(message)}${textForm('Your answer', 'Send', missing)}`,
		),
	};
}
