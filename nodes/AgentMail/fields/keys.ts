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
				`${displayName} may hold letters, digits, "-", ".", "_" and "~" only, at most 256. Replace other characters (an e-mail address's "@" too) with "-".`,
			);
		},
	};
}

export const idempotencyKeyField = key(
	'Idempotency Key',
	'e.g. order-1042-confirmation',
	'Sends with the same key go out once in 24 hours. Left empty, a key is made for each item and execution, so that a retry cannot mail twice. Set one, such as an order number, to send once across executions.',
);

export const clientId = key(
	'Client ID',
	'e.g. customer-1042',
	'Your own name for what is created. A repeat with the same name returns what exists instead of creating another. Left empty, one is made for each item and execution.',
);
