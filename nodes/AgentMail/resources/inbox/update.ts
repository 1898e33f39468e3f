import type { inboxes } from 'agentmail/serialization';

import { inboxId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { status } from './status';
import { metadata } from '../../fields/metadata';
import { scope } from '../../fields/scope';
import { collection, flag, refuseUnchanged, singleLine } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needsValues } from '../../transport/availability';
import { path } from '../../transport/path';

export const update = defineOperation({
	name: 'Update',
	action: 'Update inbox',
	description: 'Change the display name or metadata of an inbox, or pause it',
	api: 'inboxes.update',
	fields: {
		scope: scope('organization', 'pod'),
		inboxId,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field' },
			{
				displayName: singleLine({
					displayName: 'Display Name',
					placeholder: 'e.g. Support Team',
					description: 'Name that recipients see',
				}),
				status,
				metadata,
				removeMetadata: wordList({
					displayName: 'Remove Metadata',
					placeholder: 'e.g. customer, tier',
					description: 'Names of entries to remove, separated by commas',
				}),
				clearMetadata: flag({
					displayName: 'Clear Metadata',
					description: 'Whether to remove all metadata',
				}),
			},
		),
	},
	async run({ scope, inboxId, updateFields }, { api }) {
		const { displayName, status, metadata, removeMetadata, clearMetadata } = updateFields;
		const removed = removeMetadata?.map((name): [string, null] => [name, null]) ?? [];
		const changed = { ...Object.fromEntries(removed), ...metadata };
		const body: inboxes.UpdateInboxRequest.Raw & { status?: string } = {
			display_name: displayName,
			status,
			// The API merges: null removes an entry, and null instead of entries removes all.
			metadata: clearMetadata ? null : Object.keys(changed).length > 0 ? changed : undefined,
		};
		refuseUnchanged(body, 'Add Display Name, Metadata or Status under Update Fields.');
		return await api
			.patch<inboxes.Inbox.Raw>(path`${scope}/inboxes/${inboxId}`, body)
			.catch(needsValues({ Status: status }));
	},
});
