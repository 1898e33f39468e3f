import { podId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deletePod = defineOperation({
	name: 'Delete',
	action: 'Delete pod',
	description: 'Delete a pod permanently. Delete its inboxes and domains first.',
	api: 'pods.delete',
	fields: { podId },
	async run({ podId }, { api }) {
		await api.delete(path`/pods/${podId}`);
		return { deleted: true, pod_id: podId };
	},
});
