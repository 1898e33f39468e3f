import type { ListEntry } from 'agentmail/serialization';

import { direction, entry, listType } from './fields';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get list entry',
	description: 'Get one entry of an allow or block list',
	api: 'lists.get',
	fields: { scope: scope('organization', 'pod', 'inbox'), direction, listType, entry },
	async run({ scope, direction, listType, entry }, { api }) {
		return await api.get<ListEntry.Raw>(path`${scope}/lists/${direction}/${listType}/${entry}`);
	},
});
