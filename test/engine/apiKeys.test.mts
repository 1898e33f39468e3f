import { describe, expect, test } from '@jest/globals';

import { byId, useSandbox } from './fixture.mjs';

const at = useSandbox();
const create = { resource: 'apiKey', operation: 'create', name: 'Customer 1042' };
const changes = () => at.sandbox.requests.filter(({ method }) => method !== 'GET');

describe('apiKey: create', () => {
	test('refuses a Client ID without a public key instead of leaving it out', async () => {
		const options = { clientId: 'customer-1042' };
		await expect(at.engine.action({ ...create, options })).rejects.toThrow(
			'Client ID only works with a Public Key',
		);
		expect(changes()).toEqual([]);
	});

	test.each(['={{ $json.permissions }}', '={{ [] }}', "={{ '' }}"])(
		'refuses Permissions of %s instead of allowing everything',
		async (permissions) => {
			await expect(at.engine.action({ ...create, permissions })).rejects.toThrow(
				'The expression for Permissions returns nothing',
			);
			expect(changes()).toEqual([]);
		},
	);

	test.each([
		[{}, undefined],
		[{ permissions: [] }, undefined],
		[{ permissions: "={{ ['message_read'] }}" }, { message_read: true }],
		[
			{ permissions: '={{ "message_read, message_send" }}' },
			{ message_read: true, message_send: true },
		],
	])('with %j allows %j', async (given, allowed) => {
		await at.engine.action({ ...create, ...given });
		expect((changes()[0]!.body as { permissions?: object }).permissions).toEqual(allowed);
	});
});

test('apiKey: update refuses Permissions whose expression finds none', async () => {
	const [key] = await at.engine.action({ ...create, permissions: ['message_read'] });
	const parameters = {
		...create,
		operation: 'update',
		apiKeyId: byId(String(key!.json.api_key_id)),
	};
	const updateFields = { name: 'x', permissions: '={{ $json.permissions }}' };
	await expect(at.engine.action({ ...parameters, updateFields })).rejects.toThrow(
		'The expression for Permissions returns nothing',
	);
	await at.engine.action({ ...parameters, updateFields: { name: 'x' } });
	expect(changes().at(-1)!.body).toEqual({ name: 'x' });
});
