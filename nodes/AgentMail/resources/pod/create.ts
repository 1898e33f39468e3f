import type { pods } from 'agentmail/serialization';

import { clientId } from '../../fields/keys';
import { options, singleLine } from '../../fields/field';
import { createOnce } from '../../operation/createOnce';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const create = defineOperation({
	name: 'Create',
	action: 'Create pod',
	description: 'Create a separate space, such as for a customer (tenant)',
	api: 'pods.create',
	fields: {
		name: singleLine({
			displayName: 'Pod Name',
			placeholder: 'e.g. Customer 1042',
			description: 'Name of the pod. Leave empty to generate one.',
		}),
		options: options({ clientId }),
	},
	async run({ name, options: { clientId: chosenId } }, call) {
		const body: pods.CreatePodRequest.Raw = { name };
		const creation = { what: 'pod', path: path`/pods`, body, chosenId, asked: () => ({ name }) };
		return await createOnce<pods.Pod.Raw>(creation, call);
	},
});
