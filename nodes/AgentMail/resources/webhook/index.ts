import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteWebhook } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getHeaders } from './getHeaders';
import { update } from './update';
import { updateHeaders } from './updateHeaders';

export const webhook: Resource = {
	name: 'Webhook',
	value: 'webhook',
	description: 'Addresses that AgentMail sends events to',
	operations: {
		create,
		getAll,
		get,
		update,
		getHeaders,
		updateHeaders,
		delete: deleteWebhook,
	},
};
