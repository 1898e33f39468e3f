import type { UpdateThreadResponse } from 'agentmail/serialization';

import { threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const moveToTrash = defineOperation({
	name: 'Move to Trash',
	action: 'Move thread to trash',
	description: 'Hide a thread from lists. Restore brings it back.',
	fields: { scope: scope('organization', 'pod', 'inbox'), threadId },
	async run({ scope, threadId }, { api }) {
		return await api.patch<UpdateThreadResponse.Raw>(path`${scope}/threads/${threadId}`, {
			add_labels: ['trash'],
		});
	},
});
