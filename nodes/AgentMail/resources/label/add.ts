import { labelApi, labelPath, labelTarget, labelTargetBatch } from './target';
import { labels } from '../../fields/labels';
import { defineOperation } from '../../operation/operation';

export const add = defineOperation({
	name: 'Add',
	action: 'Add label',
	description: 'Add labels to a message, thread or draft. New labels are created automatically.',
	api: labelApi,
	fields: { ...labelTarget, labels },
	async run({ labels, ...target }, { api }) {
		return await api.patch(labelPath(target), { add_labels: labels });
	},
	batch: ({ labels, ...target }, api) => labelTargetBatch(target, api, { add_labels: labels }),
});
