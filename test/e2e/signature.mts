import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deliver, signDelivery, type SignedDelivery } from '../../scripts/delivery.mjs';
import { chain, nodeNamed } from '../../scripts/n8n/workflow.mjs';
import { CREDENTIAL, publish, trigger, type Published, type World } from './world.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';

const MAIL = readFileSync(
	new URL('../fixtures/events/message.received.json', import.meta.url),
	'utf8',
);
const OTHER_SECRET = `whsec_${Buffer.from('a secret of somebody else').toString('base64')}`;

interface Secrets {
	own: string;
	/** Of another trigger on the same n8n. */
	neighbour: string;
}

type Forgery = (secrets: Secrets) => SignedDelivery;

/** What somebody may send who has seen a genuine delivery but does not know the secret, or sends it too late. */
const FORGERIES: Record<string, Forgery> = {
	'a flipped byte in the body': ({ own }) => {
		const delivery = signDelivery(own, MAIL);
		return { ...delivery, body: MAIL.replace('invoice', 'Invoice') };
	},
	'white space added to the body': ({ own }) => {
		const delivery = signDelivery(own, MAIL);
		return { ...delivery, body: `${MAIL} ` };
	},
	'a flipped letter in the signature': ({ own }) =>
		changed(signDelivery(own, MAIL), 'svix-signature', (signature) =>
			signature.replace(/^v1,(.)/, (_match, first: string) => `v1,${first === 'A' ? 'B' : 'A'}`),
		),
	'a wrong secret': () => signDelivery(OTHER_SECRET, MAIL),
	'a valid signature of another webhook': ({ neighbour }) => signDelivery(neighbour, MAIL),
	'the id of another delivery': ({ own }) =>
		changed(signDelivery(own, MAIL), 'svix-id', () => 'msg_another'),
	'a newer timestamp than was signed': ({ own }) =>
		changed(signDelivery(own, MAIL), 'svix-timestamp', (seconds) => String(Number(seconds) + 1)),
	'no svix-signature': ({ own }) => without(signDelivery(own, MAIL), 'svix-signature'),
	'no svix-id': ({ own }) => without(signDelivery(own, MAIL), 'svix-id'),
	'no svix-timestamp': ({ own }) => without(signDelivery(own, MAIL), 'svix-timestamp'),
	'no header at all': () => ({ body: MAIL, headers: {} }),
	'an empty signature': ({ own }) => changed(signDelivery(own, MAIL), 'svix-signature', () => ''),
	'only a signature of an unknown version': ({ own }) =>
		changed(signDelivery(own, MAIL), 'svix-signature', (signature) =>
			signature.replace('v1,', 'v2,'),
		),
	'a timestamp 301 s old': ({ own }) => signDelivery(own, MAIL, { at: secondsFromNow(-301) }),
	// Not exactly 301: the clock goes on until it arrives, and 300 s ahead are within the tolerance.
	'a timestamp more than 300 s ahead': ({ own }) =>
		signDelivery(own, MAIL, { at: secondsFromNow(310) }),
	'a bad svix-signature beside a good x-agentmail-signature': ({ own }) => {
		const { body, headers } = signDelivery(OTHER_SECRET, MAIL);
		return { body, headers: { ...headers, 'x-agentmail-signature': plainSignature(own, MAIL) } };
	},
	'an empty svix-signature beside a good x-agentmail-signature': ({ own }) => ({
		body: MAIL,
		headers: { 'svix-signature': '', 'x-agentmail-signature': plainSignature(own, MAIL) },
	}),
	'a wrong x-agentmail-signature alone': () => ({
		body: MAIL,
		headers: { 'x-agentmail-signature': plainSignature(OTHER_SECRET, MAIL) },
	}),
};

export function signatureSuite(world: () => World): void {
	let target: Published;
	let neighbour: Published;

	beforeAll(async () => {
		target = await publish(world(), trigger(world()));
		neighbour = await publish(world(), trigger(world()));
	}, 60_000);
	afterAll(async () => {
		await world().n8n.client.deactivate(target.workflow.id);
		await world().n8n.client.deactivate(neighbour.workflow.id);
	}, 60_000);

	/** Runs `send` and returns how many executions of the target came of it. */
	const started = async (send: () => Promise<void>) => {
		const { client } = world().n8n;
		const before = (await client.executions(target.workflow.id)).length;
		await send();
		const after = await client.endedExecutions(target.workflow.id, before + 1);
		return after.length - before;
	};
	const isAccepted = async (delivery: SignedDelivery) => {
		const count = await started(async () => {
			expect(await deliver(target.url, delivery)).toBe(200);
		});
		expect(count).toBe(1);
	};
	/** A genuine delivery follows: once its execution is there, one of the forgery would be there too. */
	const isRefused = async (forgery: SignedDelivery) => {
		const count = await started(async () => {
			expect(await deliver(target.url, forgery)).toBe(401);
			await deliver(target.url, signDelivery(target.secret, newMail()));
		});
		expect(count).toBe(1);
	};

	it.each(Object.entries(FORGERIES))('%s: 401 and no execution', async (_name, forge) => {
		await isRefused(forge({ own: target.secret, neighbour: neighbour.secret }));
	});

	it('are accepted almost 300 s old', async () => {
		await isAccepted(signDelivery(target.secret, newMail(), { at: secondsFromNow(-290) }));
	});

	it('are accepted when one of several is right', async () => {
		const delivery = signDelivery(target.secret, newMail());
		const others = `v1,${'A'.repeat(43)}= v2,xyz`;
		await isAccepted(changed(delivery, 'svix-signature', (own) => `${others} ${own}`));
	});

	it('are accepted in the plain form where nothing else was sent', async () => {
		const body = newMail();
		const headers = { 'x-agentmail-signature': plainSignature(target.secret, body) };
		await isAccepted({ body, headers });
	});

	it('are refused in the plain form when the trigger requires the other', async () => {
		const options = { requireSvix: true };
		const strict = await publish(world(), trigger(world(), { options }));
		const body = newMail();
		const headers = { 'x-agentmail-signature': plainSignature(strict.secret, body) };
		expect(await deliver(strict.url, { body, headers })).toBe(401);
		expect(await world().n8n.client.executions(strict.workflow.id)).toEqual([]);
		await world().n8n.client.deactivate(strict.workflow.id);
	});

	describe('of a webhook that was registered by hand', () => {
		const manual = async (webhookSecret: string) => {
			const { client } = world().n8n;
			const data = sandboxCredential(world().sandbox, { webhookSecret });
			const { id, name } = await client.createCredential('By hand', CREDENTIAL, data);
			const node = trigger(world(), { registration: 'manual' });
			node.credentials = { [CREDENTIAL]: { id, name } };
			const workflow = await client.createWorkflow(chain('by hand', node));
			await client.activate(workflow.id);
			return { workflow, url: world().n8n.webhookUrl(nodeNamed(workflow, 'Trigger')) };
		};

		it('are checked with the secret in the credential', async () => {
			const { client } = world().n8n;
			const { workflow, url } = await manual(OTHER_SECRET);
			expect(await deliver(url, signDelivery(target.secret, newMail()))).toBe(401);
			expect(await deliver(url, signDelivery(OTHER_SECRET, newMail()))).toBe(200);
			expect(await client.endedExecutions(workflow.id, 1)).toHaveLength(1);
			await client.deactivate(workflow.id);
		});

		it('are refused when no secret is known, with the reason in n8n’s log', async () => {
			const { client } = world().n8n;
			const { workflow, url } = await manual('');
			const before = world().n8n.log().length;
			expect(await deliver(url, signDelivery(OTHER_SECRET, newMail()))).toBe(401);
			expect(await client.executions(workflow.id)).toEqual([]);
			expect(world().n8n.log().slice(before)).toMatch(/AgentMail Trigger.*no signing secret/);
			await client.deactivate(workflow.id);
		});
	});
}

/** The same mail in an event of its own: the repeat of an event starts nothing. */
function newMail(): string {
	return JSON.stringify({ ...(JSON.parse(MAIL) as object), event_id: `evt_${randomUUID()}` });
}

function changed(
	{ body, headers }: SignedDelivery,
	name: string,
	change: (value: string) => string,
): SignedDelivery {
	return { body, headers: { ...headers, [name]: change(headers[name] ?? '') } };
}

function without({ body, headers }: SignedDelivery, name: string): SignedDelivery {
	return {
		body,
		headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
	};
}

function plainSignature(secret: string, body: string): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

function secondsFromNow(seconds: number): Date {
	return new Date(Date.now() + seconds * 1000);
}
