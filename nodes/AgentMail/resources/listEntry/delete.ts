import { direction, entry, listType } from './fields';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteListEntry = defineOperation({
	name: 'Delete',
	action: 'Delete list entry',
	description: 'Remove an address or domain from an allow or block list',
	api: 'lists.delete',
	fields: { scope: scope('organization', 'pod', 'inbox'), direction, listType, entry },
	async run({ scope, direction, listType, entry }, { api }) {
		await api.delete(path`${scope}/lists/${direction}/${listType}/${entry}`);
		return { deleted: true, direction, list_type: listType, entry };
	},
});
