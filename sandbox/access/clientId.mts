import { ApiError, invalid } from '../errors.mjs';
import { KEY_PATTERN } from '../http/idempotency.mjs';

/**
 * The object that an earlier create with this `client_id` made: the API answers it unchanged
 * (AgentMail docs: idempotency).
 * @throws ApiError 400 for characters it must not have, `@` above all
 */
export function madeBefore<T extends { client_id?: string }>(
	records: Iterable<T>,
	client_id: string | undefined,
	isReachable: (record: T) => boolean,
): T | undefined {
	if (client_id === undefined) return undefined;
	if (!KEY_PATTERN.test(client_id)) {
		throw invalid(['client_id'], 'Expected 1 to 256 of A-Z a-z 0-9 - . _ ~ (no @).');
	}
	const record = [...records].find((candidate) => candidate.client_id === client_id);
	if (record && !isReachable(record)) {
		throw new ApiError('already_exists', `The client_id ${client_id} is in use elsewhere.`);
	}
	return record;
}
