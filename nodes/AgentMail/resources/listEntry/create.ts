import type { CreateListEntryRequest, ListEntry } from 'agentmail/serialization';

import { direction, entry, listType } from './fields';
import { scope } from '../../fields/scope';
import { options, singleLine } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const create = defineOperation({
	name: 'Create',
	action: 'Create list entry',
	description: 'Add an address or domain to an allow or block list',
	api: 'lists.create',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		direction,
		listType,
		entry,
		options: options({
			reason: singleLine({
				displayName: 'Reason',
				description: 'Why it is on the list',
			}),
		}),
	},
	async run({ scope, direction, listType, entry, options: { reason } }, { api }) {
		const body: CreateListEntryRequest.Raw = { entry, reason };
		return await api.post<ListEntry.Raw>(path`${scope}/lists/${direction}/${listType}`, body);
	},
});
