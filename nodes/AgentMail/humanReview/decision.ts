import { markup, type Html } from './html';
import { MOST_CHARACTERS } from './page';
import type { Buttons } from './question';
import type { Texts } from './texts';

/** What a button of the page stands for. `again`: the agent has to ask anew. */
export type Decision = 'approve' | 'decline' | 'again';

/** The buttons of a form, in the order in which they stand. */
export type Offer = ReadonlyArray<{ decision: Decision; label: string }>;

const DECISIONS: readonly unknown[] = ['approve', 'decline', 'again'] satisfies Decision[];

export const isDecision = (value: unknown): value is Decision => DECISIONS.includes(value);

export const offerOf = ({ approve, decline }: Buttons): Offer => [
	{ decision: 'approve', label: approve },
	...(decline === null ? [] : [{ decision: 'decline' as const, label: decline }]),
];

/** Whether the form has such a button: one that only lets approve takes no other answer. */
export const isOffered = (decision: Decision | undefined, offer: Offer): boolean =>
	offer.some((each) => each.decision === decision);

/** The words of all buttons, for the one link of the email. */
export const labelOf = (offer: Offer): string => offer.map(({ label }) => label).join(' / ');

interface FormLook {
	/** Where the form goes, as a query; left out, to the address of the page itself. */
	action?: string;
	/** What was typed before, where the form comes back. */
	comment?: string;
	/** Fields above the comment. */
	fields?: Html;
}

export function decisionForm(
	offer: Offer,
	texts: Texts,
	{ action, comment = '', fields = markup`` }: FormLook = {},
): Html {
	const target = action === undefined ? markup`` : markup` action="${action}"`;
	const buttons = offer.map(({ decision, label }) => {
		const look = decision === 'approve' ? markup`` : markup` class="second"`;
		return markup`<button name="decision" value="${decision}"${look}>${label}</button>`;
	});
	return markup`<form method="post"${target}>
		${fields}
		<label for="text">${texts.comment} <span class="hint">${texts.optional}</span></label>
		<textarea id="text" name="text" rows="3" maxlength="${String(MOST_CHARACTERS)}">${comment}</textarea>
		<div class="buttons">${buttons}</div>
	</form>`;
}
