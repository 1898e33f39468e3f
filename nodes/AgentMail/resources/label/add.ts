import { labelApi, labelPath, labelTarget, labelTargetBatch } from './target';
import { labels } from '../../fields/labels';
import { defineOperation } from '../../operation/operation';

export const add = defineOperation({
	name: 'Add',
	action: 'Add label',
	description: 'Put labels on a message, thread or draft',
	api: labelApi,
	fields: { ...labelTarget, labels },
	async run({ labels, ...target }, { api }) {
		return await api.patch(labelPath(target), { add_labels: labels });
	},
	batch: ({ labels, ...target }, api) => labelTargetBatch(target, api, { add_labels: labels }),
});
