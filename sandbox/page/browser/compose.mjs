import { receive } from './control.mjs';
import { byId, el, show } from './dom.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */

const dialog = /** @type {HTMLDialogElement} */ (byId('compose'));
const form = /** @type {HTMLFormElement} */ (byId('compose-form'));
const inboxes = /** @type {HTMLSelectElement} */ (byId('compose-inbox'));

/** Lets the person write an email as somebody outside, and shows its conversation once it has arrived. */
export function prepareCompose() {
	byId('compose-cancel').addEventListener('click', () => dialog.close());
	sendOnSubmit(form, async (fields) => {
		const mail = {
			inbox_id: fields.text('inbox_id'),
			from: fields.text('from'),
			subject: fields.text('subject'),
			text: fields.text('text'),
		};
		const { thread_id } = await receive(mail, fields.files('files'));
		dialog.close();
		form.reset();
		location.hash = `#/thread/${thread_id}`;
	});
}

/** @param {string} [inbox_id] where the mail goes */
export function openCompose(inbox_id) {
	if (inbox_id) inboxes.value = inbox_id;
	problemOf(form).textContent = '';
	dialog.showModal();
	/** @type {HTMLElement} */ (form.elements.namedItem('subject')).focus();
}

/** @param {Snapshot} snapshot */
export function offerInboxes({ inboxes: known }) {
	const { value } = inboxes;
	show(inboxes, known, () =>
		known.map(({ inbox_id }) => el('option', { value: inbox_id }, inbox_id)),
	);
	if (known.some(({ inbox_id }) => inbox_id === value)) inboxes.value = value;
}

/**
 * @typedef {object} Fields
 * @property {(name: string) => string} text
 * @property {(name: string) => File[]} files
 */

/**
 * Sends a form once for each click, and says in the form what went wrong.
 *
 * @param {HTMLFormElement} form
 * @param {(fields: Fields) => Promise<void>} send
 */
export function sendOnSubmit(form, send) {
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type=submit]'));
		const entered = new FormData(form);
		button.disabled = true;
		problemOf(form).textContent = '';
		try {
			await send({
				text: (name) => String(entered.get(name) ?? '').trim(),
				// A file field without a choice has one file without a name.
				files: (name) =>
					entered.getAll(name).flatMap((file) => (file instanceof File && file.name ? [file] : [])),
			});
		} catch (error) {
			problemOf(form).textContent = /** @type {Error} */ (error).message;
		} finally {
			button.disabled = false;
		}
	});
}

/** @param {HTMLFormElement} form */
function problemOf(form) {
	return /** @type {HTMLElement} */ (form.querySelector('.problem'));
}
