import { addLabels, removeLabels } from '../../fields/labels';
import { labelPath, labelTarget } from '../../fields/labelTarget';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../transport/errors';

export const update = defineOperation({
	name: 'Update',
	action: 'Update label',
	description: 'Put labels on a message, thread or draft and take others off, in one step',
	fields: { ...labelTarget, addLabels, removeLabels },
	async run({ addLabels, removeLabels, ...target }, { api }) {
		if (!addLabels && !removeLabels) {
			throw new InputError('No labels given. Fill in Add Labels or Remove Labels.');
		}
		return await api.patch(labelPath(target), {
			add_labels: addLabels,
			remove_labels: removeLabels,
		});
	},
});
