import { decisionForm, isOffered, offerOf } from './decision';
import { markup } from './html';
import { page, quoted, thanks } from './page';
import type { Approval } from './question';
import { decided, type Asked, type Visit, type Visitor } from './response';

export const approval: Asked<Approval> = {
	show: async (question, visitor) => approvalPage(question, visitor),
	async decide(question, form, visitor) {
		// Something posted to the address without the page's form.
		if (!isOffered(form.decision, offerOf(question.buttons)))
			return { ...approvalPage(question, visitor), status: 400 };
		const approved = form.decision === 'approve';
		return { page: thanks(approved, visitor.texts), answer: decided(visitor, approved, form) };
	},
};

function approvalPage({ subject, message, buttons }: Approval, { texts }: Visitor): Visit {
	const content = markup`${quoted(message)}${decisionForm(offerOf(buttons), texts)}`;
	return { page: page(subject, content, texts) };
}
