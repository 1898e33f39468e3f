import type { Draft } from 'agentmail/serialization';
import type { IDataObject } from 'n8n-workflow';

import { asSeen } from '../shared/invisible';
import type { Edit } from './draftOutcome';
import { markup, type Html } from './html';
import type { DraftReview } from './question';
import { typed, type Form } from './response';
import { filled, type Texts } from './texts';

/** A longer text is read and approved, not edited: no form of a browser should hold it. */
const MOST_TEXT = 100_000;
const MOST_SUBJECT = 500;

/** Whether its words can be edited on a page: those of HTML cannot, and two versions would say different things. */
export const isEditable = ({ isEditable }: DraftReview, draft: Draft.Raw): boolean =>
	isEditable && !isFormatted(draft) && (draft.text ?? '').length <= MOST_TEXT;

export const isFormatted = ({ html }: Draft.Raw): boolean => (html ?? '').trim() !== '';

/** A subject is one header line. */
const oneLine = (text: string) =>
	text
		.split('\n')
		.map((line) => line.trim())
		.join(' ');

/** The words of a draft as they stand in the form: without what is not seen. */
const wordsOf = ({ subject, text }: Draft.Raw): Edit => ({
	subject: oneLine(asSeen(subject ?? '')),
	text: asSeen(text ?? ''),
});

/** What was typed, if it differs from what the form held. A draft that nobody edits is sent as it is. */
export function editOf({ fields }: Form, draft: Draft.Raw): Edit | undefined {
	const words = wordsOf(draft);
	const given = typed(fields.get('subject'));
	const subject = given === undefined ? words.subject : oneLine(given);
	const text = typed(fields.get('body')) ?? words.text;
	return subject === words.subject && text === words.text ? undefined : { subject, text };
}

/** Why an edit cannot be sent. */
export function problemIn({ subject, text }: Edit, texts: Texts): string | undefined {
	if (`${subject}${text}`.trim() === '') return texts.emptyEdit;
	if (text.length > MOST_TEXT) return filled(texts.longEdit, { count: MOST_TEXT });
	if (subject.length > MOST_SUBJECT) return filled(texts.longEdit, { count: MOST_SUBJECT });
	return undefined;
}

/** @param edit what was typed before, where the form comes back */
export function editFields(draft: Draft.Raw, edit: Edit | undefined, texts: Texts): Html {
	const { subject, text } = edit ?? wordsOf(draft);
	// Enter in the subject must not press the first button. A browser leaves out a line break at the start of a textarea.
	return markup`<button disabled hidden></button>
		<p class="hint">${texts.editHere}</p>
		<label for="subject">${texts.subject}</label>
		<input id="subject" name="subject" value="${subject}" maxlength="${String(MOST_SUBJECT)}" autocomplete="off">
		<label for="body">${texts.text}</label>
		<textarea id="body" name="body" rows="12" maxlength="${String(MOST_TEXT)}">
${text}</textarea>`;
}

/** For the output: what a workflow can learn from. */
export const changeOf = ({ subject, text }: Draft.Raw, after: Edit): IDataObject => ({
	edited: true,
	before: { subject: subject ?? '', text: text ?? '' },
	after: { ...after },
});
