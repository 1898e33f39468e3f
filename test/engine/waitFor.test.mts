import { afterEach, describe, expect, test } from '@jest/globals';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { byId, INBOX, timings, useSandbox } from './fixture.mjs';

const at = useSandbox();

async function code(from: string, text: string) {
	return await at.sandbox.receive(INBOX, { from, subject: 'Your code', text });
}

async function waitFor(filters: object = {}): Promise<unknown> {
	const [found] = await at.engine.action({
		resource: 'message',
		operation: 'waitFor',
		inboxId: byId(INBOX),
		filters,
		options: { timeout: 1 },
	});
	return found!.json.text;
}

const { poll } = timings;
afterEach(() => void (timings.poll = poll));

const looks = () => at.sandbox.requests.filter(({ path }) => path.endsWith('/messages'));

describe('message: wait for', () => {
	const parameters = { resource: 'message', operation: 'waitFor', inboxId: byId(INBOX) };

	test('gives the message that arrives while it waits, and no other', async () => {
		await at.sandbox.receive(INBOX, { from: 'news@example.com', subject: 'Newsletter', text: 'x' });
		timings.poll = 20;
		const waiting = at.engine.action({
			...parameters,
			filters: { from: 'no-reply@shop.io', subject: 'code' },
		});
		await waitUntil('two looks', async () => looks().length >= 2 || undefined);
		await at.sandbox.receive(INBOX, {
			from: 'Shop <no-reply@shop.io>',
			subject: 'Your code',
			text: '123456',
		});
		const [{ json }] = (await waiting) as [{ json: { text: string } }];
		expect(json.text).toBe('123456');
	});

	test('counts a message that came just before', async () => {
		await at.sandbox.receive(INBOX, {
			from: 'no-reply@shop.io',
			subject: 'Your code',
			text: '123456',
		});
		const [{ json }] = (await at.engine.action(parameters)) as [{ json: { text: string } }];
		expect(json.text).toBe('123456');
	});

	test('finds it behind however much other mail', async () => {
		await at.sandbox.receive(INBOX, { from: 'no-reply@shop.io', subject: 'Code', text: '123456' });
		for (let i = 0; i < 120; i++) {
			await at.sandbox.receive(INBOX, {
				from: 'news@example.com',
				subject: `News ${i}`,
				text: 'x',
			});
		}
		const [{ json }] = (await at.engine.action({
			...parameters,
			filters: { from: 'no-reply@shop.io' },
			options: { timeout: 1 },
		})) as [{ json: { text: string } }];
		expect(json.text).toBe('123456');
	});

	test('gives up after the time it was given, with a sentence', async () => {
		timings.poll = 200;
		await expect(at.engine.action({ ...parameters, options: { timeout: 1 } })).rejects.toThrow(
			`No matching message arrived in ${INBOX} within 1 second.`,
		);
		expect(looks().length).toBeGreaterThan(1);
	});

	test('reads the newest of several, because an older code is void', async () => {
		for (let n = 0; n < 105; n++) await code('no-reply@shop.io', `${n}`);
		expect(await waitFor({ from: 'shop.io', subject: 'code' })).toBe('104');
	});

	test.each([
		['an address', 'no-reply@shop.io', 'Shop <no-reply@shop.io>'],
		['an address in capitals', 'No-Reply@Shop.io', 'no-reply@shop.io'],
		['a domain', 'shop.io', 'no-reply@shop.io'],
		['a domain, of its subdomains', 'shop.io', 'no-reply@mail.shop.io'],
		['words of the name', 'the shop', 'The Shop <no-reply@shop.io>'],
		['the beginning of an address', 'no-reply@', 'no-reply@shop.io'],
	])('finds by %s', async (_what, from, sender) => {
		await code(sender, '1042');
		await code('jane@example.com', '0000');
		expect(await waitFor({ from })).toBe('1042');
	});

	test.each([
		['the name of another sender', 'no-reply@shop.io', '"no-reply@shop.io" <eve@evil.io>'],
		['the beginning of another domain', 'no-reply@shop.io', 'no-reply@shop.io.evil.io'],
		['the end of another domain', 'shop.io', 'no-reply@evilshop.io'],
	])('is not deceived by an address in %s', async (_what, from, sender) => {
		await code(sender, 'click here');
		await expect(waitFor({ from })).rejects.toThrow('No matching message arrived');
	});
});
