import { type Field } from './field';
import { InputError } from '../shared/inputError';
import { asText } from '../shared/values';

/** (AgentMail docs: idempotency. 1 to 256 characters; a `client_id` likewise.) */
const ALLOWED = /^[A-Za-z0-9\-._~]{1,256}$/;

function key(
	displayName: string,
	placeholder: string,
	description: string,
): Field<string | undefined> {
	return {
		properties: (name) => [
			{ displayName, name, type: 'string', default: '', placeholder, description },
		],
		read: (item, path) => {
			const value = asText(item.parameter(path));
			if (value === undefined || ALLOWED.test(value)) return value;
			throw new InputError(
				`${displayName} can only have letters, digits, "-", ".", "_" and "~", at most 256 characters. Replace others, such as "@", with "-".`,
			);
		},
	};
}

export const idempotencyKeyField = key(
	'Idempotency Key',
	'e.g. order-1042-confirmation',
	'Each key sends only once in 24 hours. If empty, each item of an execution has its own, so Retry on Fail never sends twice. At most 256 letters, digits and -._~.',
);

export const clientId = key(
	'Client ID',
	'e.g. customer-1042',
	'Your own ID: at most 256 letters, digits and -._~. Creating again with the same ID returns what exists instead.',
);
