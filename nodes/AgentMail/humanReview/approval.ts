import { markup } from './html';
import { decisionForm, isOffered, page, quoted, thanks } from './page';
import { decided, type Asked, type Visit } from './response';
import type { Approval } from './question';

export const approval: Asked<Approval> = {
	show: async (question) => approvalPage(question),
	async decide(question, form, visitor) {
		// Something posted to the address without the page's form.
		if (!isOffered(form.decision, question.buttons))
			return { ...approvalPage(question), status: 400 };
		const approved = form.decision === 'approve';
		return { page: thanks(approved), answer: decided(visitor, approved, form) };
	},
};

function approvalPage({ subject, message, buttons }: Approval): Visit {
	return {
		page: page(
			subject,
			markup`<h1>${subject}</h1>
				${quoted(message)}${decisionForm(buttons)}`,
		),
	};
}
