import { WORDS } from '../shared/values';
import { nameOf, type Entered } from './formAnswer';
import type { FormField } from './formFields';
import { markup, type Html } from './html';
import { page, quoted } from './page';
import type { CustomForm } from './question';
import { filled, type Texts } from './texts';

/** A form as it is shown first. */
export const untouched = (fields: FormField[]): Entered[] =>
	fields.map((field) => ({
		field,
		values:
			field.type === 'checkbox'
				? WORDS.split(field.value).map((each) => each.trim())
				: [field.value],
		files: [],
		problem: undefined,
	}));

/**
 * n8n takes a form of a question only in the encoding for files, whether it has any. (n8n 2.41: webhook-helpers)
 *
 * @param entered what the fields hold, and what is wrong with it
 */
export function formPage(
	{ title, description, button }: CustomForm,
	entered: Entered[],
	texts: Texts,
): Html {
	const told = description === '' ? markup`` : quoted(description);
	return page(
		title,
		markup`${problems(entered, texts)}${told}
			<form method="post" enctype="multipart/form-data">
				<button disabled hidden></button>
				${entered.map((each, index) => fieldRow(each, index, texts))}
				<div class="buttons"><button>${button}</button></div>
			</form>`,
		texts,
	);
}

/** All that is to be corrected, above the form, each a link to its field. */
function problems(entered: Entered[], texts: Texts): Html {
	const links = entered.flatMap(({ problem }, index) =>
		problem === undefined ? [] : [markup`<li><a href="#${nameOf(index)}">${problem}</a></li>`],
	);
	if (links.length === 0) return markup``;
	const again = entered.some(({ files }) => files.length > 0)
		? markup`<p>${texts.filesAgain}</p>`
		: markup``;
	return markup`<div class="alert" role="alert"><p>${texts.fixAnswers}</p><ul>${links}</ul>${again}</div>`;
}

function fieldRow(entered: Entered, index: number, texts: Texts): Html {
	const { field, problem } = entered;
	const id = nameOf(index);
	if (field.type === 'hiddenField') return markup``;
	const star = field.isRequired ? markup` <span class="hint">${texts.required}</span>` : markup``;
	const note =
		problem === undefined ? markup`` : markup`<p class="problem" id="${id}-problem">${problem}</p>`;
	if (field.type === 'radio' || field.type === 'checkbox') {
		return markup`<fieldset id="${id}"${described(entered, id)}>
			<legend>${field.label}${star}</legend>${note}
			${field.options.map((option, at) => optionRow(entered, option, `${id}-${at}`, id))}
		</fieldset>`;
	}
	return markup`<label for="${id}">${field.label}${star}</label>${note}
		${control(entered, id, texts)}`;
}

function optionRow({ field, values }: Entered, option: string, id: string, name: string): Html {
	const state = values.includes(option) ? markup` checked` : markup``;
	const required = field.type === 'radio' && field.isRequired ? markup` required` : markup``;
	return markup`<div class="option">
		<input type="${field.type}" id="${id}" name="${name}" value="${option}"${state}${required}>
		<label for="${id}">${option}</label>
	</div>`;
}

function control(entered: Entered, id: string, texts: Texts): Html {
	const { field, values } = entered;
	const { type, placeholder, options, takesSeveral, accepts } = field;
	const value = values[0] ?? '';
	const required = field.isRequired ? markup` required` : markup``;
	const common = markup`id="${id}" name="${id}"${required}${described(entered, id)}`;
	if (type === 'textarea') {
		return markup`<textarea ${common} rows="5" placeholder="${placeholder}">
${value}</textarea>`;
	}
	if (type === 'dropdown') {
		const several = takesSeveral ? markup` multiple` : markup``;
		const none = takesSeveral ? markup`` : markup`<option value="">${texts.choose}</option>`;
		const rows = options.map((option) => {
			const state = values.includes(option) ? markup` selected` : markup``;
			return markup`<option value="${option}"${state}>${option}</option>`;
		});
		return markup`<select ${common}${several}>${none}${rows}</select>`;
	}
	if (type === 'file') {
		const several = takesSeveral ? markup` multiple` : markup``;
		const accept = accepts.length > 0 ? markup` accept="${accepts.join(', ')}"` : markup``;
		return markup`<input type="file" ${common}${several}${accept}>`;
	}
	const step = type === 'number' ? markup` step="any"` : markup``;
	return markup`<input type="${type}" ${common}${step} value="${value}" placeholder="${placeholder}">`;
}

function described({ problem }: Entered, id: string): Html {
	return problem === undefined
		? markup``
		: markup` aria-invalid="true" aria-describedby="${id}-problem"`;
}

/** What the page says once the answer is in. */
export const submittedPage = ({ submitted }: CustomForm, texts: Texts): Html =>
	page(texts.thanksTitle, markup`<p>${filled(submitted, {})}</p>`, texts);
