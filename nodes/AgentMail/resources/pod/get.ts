import type { pods } from 'agentmail/serialization';

import { podId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get pod',
	description: 'Get one pod',
	api: 'pods.get',
	fields: { podId },
	async run({ podId }, { api }) {
		return await api.get<pods.Pod.Raw>(path`/pods/${podId}`);
	},
});
