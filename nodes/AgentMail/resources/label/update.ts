import { addLabels, removeLabels } from '../../fields/labels';
import { labelApi, labelPath, labelTarget, labelTargetBatch } from './target';
import type { LabelChange } from '../message/batch';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../shared/inputError';

export const update = defineOperation({
	name: 'Update',
	action: 'Update label',
	description: 'Add and remove labels on a message, thread or draft in one step',
	api: labelApi,
	fields: { ...labelTarget, addLabels, removeLabels },
	async run({ addLabels, removeLabels, ...target }, { api }) {
		return await api.patch(labelPath(target), change(addLabels, removeLabels));
	},
	batch: ({ addLabels, removeLabels, ...target }, api) =>
		labelTargetBatch(target, api, change(addLabels, removeLabels)),
});

function change(addLabels: string[] | undefined, removeLabels: string[] | undefined): LabelChange {
	if (addLabels || removeLabels) return { add_labels: addLabels, remove_labels: removeLabels };
	throw new InputError(
		'There are no labels to add or remove. Fill in Add Labels or Remove Labels.',
	);
}
