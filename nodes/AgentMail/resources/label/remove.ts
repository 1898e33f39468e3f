import { labelApi, labelPath, labelTarget, labelTargetBatch } from './target';
import { labels } from '../../fields/labels';
import { defineOperation } from '../../operation/operation';

export const remove = defineOperation({
	name: 'Remove',
	action: 'Remove label',
	description: 'Remove labels from a message, thread or draft',
	api: labelApi,
	fields: { ...labelTarget, labels },
	async run({ labels, ...target }, { api }) {
		return await api.patch(labelPath(target), { remove_labels: labels });
	},
	batch: ({ labels, ...target }, api) => labelTargetBatch(target, api, { remove_labels: labels }),
});
