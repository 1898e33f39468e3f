import type { IBinaryKeyData, IWebhookFunctions } from 'n8n-workflow';

import { safeFileName } from '../transport/download';
import { answersIn, enteredIn, type Entered } from './formAnswer';
import { formPage, submittedPage, untouched } from './formPage';
import type { CustomForm } from './question';
import { answered, reviewerOf, type Asked } from './response';

export const customForm: Asked<CustomForm> = {
	show: async (question, { texts }) => ({
		page: formPage(question, untouched(question.fields), texts),
	}),
	async decide(question, { fields }, visitor) {
		const { texts, context } = visitor;
		const entered = enteredIn(question.fields, fields, texts);
		if (entered.some(({ problem }) => problem !== undefined)) {
			return { page: formPage(question, entered, texts), status: 400 };
		}
		const files = await storedFiles(entered, context);
		return {
			page: submittedPage(question, texts),
			answer: answered(reviewerOf(visitor), answersIn(entered)),
			...(Object.keys(files).length > 0 && { files }),
		};
	},
};

/** Named as n8n's own form nodes name them. n8n itself removes what it has received. */
async function storedFiles(
	entered: Entered[],
	{ nodeHelpers }: IWebhookFunctions,
): Promise<IBinaryKeyData> {
	const stored: IBinaryKeyData = {};
	for (const { field, files } of entered) {
		for (const [index, { filepath, originalFilename, mimetype }] of files.entries()) {
			const property = field.label.replace(/\W/g, '_') + (field.takesSeveral ? `_${index}` : '');
			const name = safeFileName(originalFilename ?? '', 'file');
			stored[property] = await nodeHelpers.copyBinaryFile(filepath, name, mimetype);
		}
	}
	return stored;
}
