/**
 * Asks the sandbox for something.
 *
 * @param {string} name of the control operation
 * @param {object} body
 * @returns {Promise<unknown>}
 * @throws {Error} with a sentence for the person
 */
export async function control(name, body) {
	const headers = { 'content-type': 'application/json' };
	const request = { method: 'POST', headers, body: JSON.stringify(body) };
	const response = await fetch(`/control/${name}`, request).catch(() => {
		throw new Error('The sandbox does not answer. Is it still running in its terminal?');
	});
	const answer = response.status === 204 ? undefined : await response.json();
	if (response.ok) return answer;
	throw new Error(answer.message ?? `The sandbox answered ${response.status}.`);
}

/**
 * A mail from outside arrives.
 *
 * @param {{ inbox_id: string, from: string, subject: string, text: string, in_reply_to?: string }} mail
 * @param {File[]} files
 * @returns {Promise<{ thread_id: string }>}
 */
export async function receive(mail, files) {
	const attachments = await Promise.all(files.map(attachmentOf));
	return /** @type {{ thread_id: string }} */ (await control('receive', { ...mail, attachments }));
}

/** @param {File} file */
async function attachmentOf(file) {
	const url = await new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result));
		reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
		reader.readAsDataURL(file);
	});
	return {
		filename: file.name,
		...(file.type && { content_type: file.type }),
		content: url.slice(url.indexOf(',') + 1),
	};
}
