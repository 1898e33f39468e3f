import type { CreateApiKeyResponse } from 'agentmail/serialization';

import { newerPermissions, permissions } from './permissions';
import { scope } from '../../fields/scope';
import { clientId } from '../../fields/keys';
import { dateTime, options, singleLine, type Field } from '../../fields/field';
import { createOnce } from '../../operation/createOnce';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../shared/inputError';
import { needsValues } from '../../transport/availability';
import { path } from '../../transport/path';
import { asText, parseJson } from '../../shared/values';
import { simplifyApiKey } from './simplify';

/** A public key as JSON Web Key (Ed25519 or P-256), for clients that sign instead of sending a secret. */
const publicKey: Field<object | undefined> = {
	properties: (name) => [
		{
			displayName: 'Public Key',
			name,
			type: 'json',
			default: '',
			description:
				'A JSON Web Key. Clients then sign with their private key, and there is no secret.',
		},
	],
	read: (item, at) => {
		const value = item.parameter(at);
		const given =
			typeof value === 'string' && value.trim() !== '' ? parseJson(value, 'Public Key') : value;
		if (asText(given) === undefined) return undefined;
		if (typeof given === 'object' && given !== null && 'kty' in given) return given;
		throw new InputError(
			'Public Key is not a JSON Web Key. Enter an object with the properties kty, crv and x.',
		);
	},
};

export const create = defineOperation({
	name: 'Create',
	action: 'Create API key',
	description: 'Create an API key. Its secret is shown only once, so store it right away.',
	api: 'apiKeys.create',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		name: singleLine({
			displayName: 'Key Name',
			placeholder: 'e.g. Customer 1042',
			description: 'Name of the key',
		}),
		permissions,
		options: options({
			publicKey,
			clientId,
			expiresAt: dateTime({
				displayName: 'Expires At',
				description: "When the key stops working. It can't be changed later.",
			}),
		}),
	},
	async run({ scope, name, permissions, options: { publicKey, clientId, expiresAt } }, call) {
		if (!publicKey && clientId) {
			throw new InputError(
				'Client ID only works with a Public Key. Enter one, or remove this option.',
			);
		}
		const at = path`${scope}/api-keys`;
		const shared = { name, permissions, expires_at: expiresAt };
		// The SDK drops these and so creates a secret instead; here they are sent.
		const body = { ...shared, public_key: publicKey };
		const creation = { what: 'API key', path: at, body, chosenId: clientId };
		const answer = publicKey
			? createOnce<CreateApiKeyResponse.Raw>({ ...creation, asked: () => ({ name }) }, call)
			: call.api.post<CreateApiKeyResponse.Raw>(at, shared);
		return await answer.catch(
			needsValues({ 'Expires At': expiresAt, ...newerPermissions(permissions) }),
		);
	},
	simplify: simplifyApiKey,
});
