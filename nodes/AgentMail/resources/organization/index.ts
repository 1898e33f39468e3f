import type { Resource } from '../../operation/operation';
import { get } from './get';
import { getIdentity } from './getIdentity';

export const organization: Resource = {
	name: 'Organization',
	value: 'organization',
	description: 'Your account',
	operations: {
		get,
		getIdentity,
	},
};
