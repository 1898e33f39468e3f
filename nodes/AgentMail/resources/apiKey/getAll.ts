import { ascending } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { choice, shownWhen } from '../../fields/field';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';
import { simplifyApiKey } from './simplify';

const ANY = '';
const ORGANIZATION = { '/scope': ['organization'] };

export const getAll = defineList({
	action: 'Get many API keys',
	description: 'List API keys without their secrets',
	api: 'apiKeys.list',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	// The API has these for the organization only.
	filters: {
		ascending: shownWhen(ORGANIZATION, ascending),
		type: shownWhen(
			ORGANIZATION,
			choice({ displayName: 'Key Type', default: ANY, description: 'How clients authenticate' }, [
				{ name: 'Any', value: ANY },
				{ name: 'Bearer', value: 'bearer', description: 'Clients send the secret' },
				{ name: 'Public Key', value: 'public_key', description: 'Clients sign with a private key' },
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
