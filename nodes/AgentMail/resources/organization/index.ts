import type { Resource } from '../../operation/operation';
import { get } from './get';
import { getIdentity } from './getIdentity';

export const organization: Resource = {
	name: 'Organization',
	value: 'organization',
	description: 'Your AgentMail account, and what the API key is bound to',
	operations: { get, getIdentity },
};
