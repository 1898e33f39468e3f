import { markup } from './html';
import { decisionForm, notice, page, quoted, type Buttons } from './page';
import { decided, type Asked, type Visit } from './response';

/** Yes or no. */
export interface Approval {
	kind: 'approval';
	subject: string;
	message: string;
	buttons: Buttons;
}

export const approval: Asked<Approval> = {
	show: async (question) => shown(question),
	async decide(question, form, visitor) {
		// Something posted to the address without the page's form.
		if (!isOffered(form.decision, question.buttons)) return { ...shown(question), status: 400 };
		const approved = form.decision === 'approve';
		return { page: thanks(approved), answer: decided(visitor, approved, form) };
	},
};

function shown({ subject, message, buttons }: Approval): Visit {
	return {
		page: page(
			subject,
			markup`<h1>${subject}</h1>
				${quoted(message)}${decisionForm(buttons)}`,
		),
	};
}

/** Whether the form has such a button: one that only lets approve takes no other answer. */
export function isOffered(decision: string | undefined, { decline }: Buttons): boolean {
	return decision === 'approve' || (decision === 'decline' && decline !== null);
}

export const thanks = (approved: boolean) =>
	notice(
		approved ? 'Approved' : 'Declined',
		'Your answer has been recorded. You can close this page.',
	);
