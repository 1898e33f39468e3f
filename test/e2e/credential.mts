import { afterEach, expect, it } from '@jest/globals';
import { CREDENTIAL, type World } from './world.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';

/** What the user reads names the key and says where to look, not only a status code. */
const OUR_SENTENCE = /did not accept the API key.*console/s;

/** @param refused what n8n shows when AgentMail refuses the key */
export function credentialSuite(world: () => World, refused = OUR_SENTENCE): void {
	const test = async (change: Record<string, unknown> = {}) =>
		await world().n8n.client.testCredential(CREDENTIAL, sandboxCredential(world().sandbox, change));

	afterEach(() => {
		world().sandbox.settings.bareForbidden = false;
	});

	it('is accepted with a right key', async () => {
		expect(await test()).toMatchObject({ status: 'OK' });
	});

	it('is accepted with the key of one inbox', async () => {
		const apiKey = world().sandbox.createKey({ inbox_id: 'support@agentmail.to' });
		expect(await test({ apiKey })).toMatchObject({ status: 'OK' });
	});

	it('says what to do when the API refuses the key (401)', async () => {
		const { status, message } = await test({ apiKey: 'am_us_wrong' });
		expect(status).toBe('Error');
		expect(message).toMatch(refused);
	});

	it('says the same when the gateway refuses it (403 without a code)', async () => {
		world().sandbox.settings.bareForbidden = true;
		const { status, message } = await test({ apiKey: 'am_us_wrong' });
		expect(status).toBe('Error');
		expect(message).toMatch(refused);
	});

	it.each(['http://agentmail.example.com', 'not an address', 'https://user:pw@example.com'])(
		'refuses the base URL %s without calling it',
		async (baseUrl) => {
			const { status, message } = await test({ baseUrl });
			expect(status).toBe('Error');
			expect(message).not.toContain(world().sandbox.apiKey);
		},
	);
}
