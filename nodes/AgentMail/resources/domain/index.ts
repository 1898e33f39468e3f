import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteDomain } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getSetupLink } from './getSetupLink';
import { getZoneFile } from './getZoneFile';
import { update } from './update';
import { verify } from './verify';

export const domain: Resource = {
	name: 'Domain',
	value: 'domain',
	description: 'Your own domains to send from',
	operations: {
		create,
		verify,
		getSetupLink,
		getZoneFile,
		getAll,
		get,
		update,
		delete: deleteDomain,
	},
};
