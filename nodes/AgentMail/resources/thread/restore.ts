import type { UpdateThreadResponse } from 'agentmail/serialization';

import { threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const restore = defineOperation({
	name: 'Restore',
	action: 'Restore thread from trash',
	description: 'Bring a thread back from the trash',
	fields: { scope: scope('organization', 'pod', 'inbox'), threadId },
	async run({ scope, threadId }, { api }) {
		return await api.patch<UpdateThreadResponse.Raw>(path`${scope}/threads/${threadId}`, {
			remove_labels: ['trash'],
		});
	},
});
