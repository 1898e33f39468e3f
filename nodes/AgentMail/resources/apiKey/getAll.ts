import { ascending } from '../../fields/ascending';
import { scope } from '../../fields/scope';
import { choice, shownWhen } from '../../operation/field';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';
import { simplifyApiKey } from './simplify';

const ANY = '';
const ORGANIZATION = { '/scope': ['organization'] };

export const getAll = defineList({
	action: 'Get many API keys',
	description: 'List keys without their secrets',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	// The API has these at the level of the organization alone.
	filters: {
		ascending: shownWhen(ORGANIZATION, ascending),
		type: shownWhen(
			ORGANIZATION,
			choice({ displayName: 'Type', default: ANY }, [
				{ name: 'Any', value: ANY },
				{ name: 'Bearer', value: 'bearer' },
				{ name: 'Public Key', value: 'public_key' },
			]),
		),
	},
	source: ({ scope }, { ascending, type }) => ({
		path: path`${scope}/api-keys`,
		entries: 'api_keys',
		id: 'api_key_id',
		query: { type, ascending },
	}),
	simplify: simplifyApiKey,
});
