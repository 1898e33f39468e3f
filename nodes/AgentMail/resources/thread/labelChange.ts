import type { UpdateThreadResponse } from 'agentmail/serialization';

import { threadId } from '../../fields/ids';
import type { LabelChange } from '../message/batch';
import { scope } from '../../fields/scope';
import { defineOperation, type Operation } from '../../operation/operation';
import { path } from '../../transport/path';

/** An operation that is a fixed change of labels. The API has no batch for threads. */
export const defineLabelChange = (
	texts: { name: string; action: string; description: string },
	change: LabelChange,
): Operation =>
	defineOperation({
		...texts,
		api: 'threads.update',
		fields: { scope: scope('organization', 'pod', 'inbox'), threadId },
		async run({ scope, threadId }, { api }) {
			return await api.patch<UpdateThreadResponse.Raw>(path`${scope}/threads/${threadId}`, change);
		},
	});
