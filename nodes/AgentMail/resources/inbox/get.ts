import type { inboxes } from 'agentmail/serialization';

import { inboxId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get inbox',
	description: 'Get one inbox',
	api: 'inboxes.get',
	fields: { scope: scope('organization', 'pod'), inboxId },
	async run({ scope, inboxId }, { api }) {
		return await api.get<inboxes.Inbox.Raw>(path`${scope}/inboxes/${inboxId}`);
	},
});
