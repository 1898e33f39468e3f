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
	description: 'Web addresses that AgentMail delivers events to',
	operations: { create, delete: deleteWebhook, get, getAll, getHeaders, update, updateHeaders },
};
