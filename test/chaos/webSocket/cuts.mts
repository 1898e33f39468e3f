import { setTimeout as wait } from 'node:timers/promises';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { endedExecutions, runningExecutions, storedExecutions } from './executions.mjs';
import type { Tell } from '../scenarios.mjs';
import { chaosStage, connected, CUTS, hurry, publish, receive } from './stage.mjs';

const MAILS = 500;
const EVERY_MS = 200;
const CUT_COUNT = 20;
const KILLS_AT = [170, 340];

/** 500 mails while the connection is cut 20 times and n8n is killed twice: one execution each. */
export async function cuts(tell: Tell): Promise<string[]> {
	const stage = await chaosStage();
	const { n8n, sandbox } = stage;
	const made = new Map<string, number>();
	try {
		await hurry(stage, { silence: 5000 });
		// Runs that last a moment, so that a kill meets some: longer than it takes to look for them.
		const pause = { amount: 3, unit: 'seconds' };
		await publish(stage, [
			{ name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: pause },
		]);

		const sending = (async () => {
			for (let i = 0; i < MAILS; i++) {
				await receive(stage, `Mail ${i}`);
				await wait(EVERY_MS);
			}
		})();
		const sent = () => sandbox.store.messages.size;
		const upgrades = () => sandbox.requests.filter(({ headers }) => headers.upgrade);
		const opened = () => upgrades().filter(({ status }) => status === 101).length;
		/** The executions that ran just before each kill. */
		const running: number[][] = [];
		for (let cut = 0; cut < CUT_COUNT; cut++) {
			await waitUntil(
				'its turn',
				async () => (sent() >= ((cut + 1) * MAILS) / (CUT_COUNT + 2) ? true : undefined),
				{ timeoutMs: 600_000 },
			);
			if (sent() >= (KILLS_AT[running.length] ?? Infinity)) {
				running.push(await runningExecutions(n8n));
				await n8n.kill();
				await wait(3000);
				await n8n.start();
				await n8n.client.becomeOwner();
			}
			await connected(stage);
			const { name, make } = CUTS[cut % CUTS.length]!;
			const before = opened();
			await make(stage);
			// What is ended once cannot be ended again, so each cut waits for the next connection.
			await waitUntil('another connection', async () => (opened() > before ? true : undefined), {
				timeoutMs: 120_000,
			});
			made.set(name, (made.get(name) ?? 0) + 1);
		}
		await sending;
		await connected(stage);
		await endedExecutions(n8n, MAILS);
		// Long enough for another catch-up, should something come twice.
		await wait(15_000);
		const all = await storedExecutions(n8n);

		const bySubject = new Map<string, string[]>();
		for (const { data, status } of all) {
			const subject = /"(Mail \d+)"/.exec(data)?.[1] ?? 'unknown';
			bySubject.set(subject, [...(bySubject.get(subject) ?? []), status]);
		}
		const count = (status: string) => all.filter((each) => each.status === status).length;
		const crashed = [...bySubject].filter(([, states]) => states.includes('crashed'));
		const met = running.map(
			(ids) => all.filter(({ id, status }) => ids.includes(id) && status === 'crashed').length,
		);
		const twice = [...bySubject].filter(([, states]) => states.length > 1);
		const missing = Array.from({ length: MAILS }, (_, i) => `Mail ${i}`).filter(
			(subject) => !bySubject.has(subject),
		);
		tell(`${MAILS} emails, one every ${EVERY_MS} ms; n8n killed (SIGKILL) ${running.length} times`);
		tell(`cuts: ${[...made].map(([name, times]) => `${times} × ${name}`).join(', ')}`);
		tell(
			`executions: ${all.length} (${count('success')} success, ${count('crashed')} crashed, ${all.length - count('success') - count('crashed')} other)`,
		);
		tell(`running when n8n was killed, and crashed: ${met.join(', then ')}`);
		tell(`crashed: ${crashed.map(([subject]) => subject).join(', ') || 'none'}`);
		tell(`emails with exactly one execution: ${bySubject.size - twice.length} of ${MAILS}`);
		tell(`connections opened: ${opened()}`);
		tell(`n8n's log at level debug, searched for the key: ${Math.ceil(n8n.log().length / 1e6)} MB`);

		return [
			...(missing.length > 0 ? [`no execution for ${missing.join(', ')}`] : []),
			...twice.map(([subject, states]) => `${subject} has ${states.length}: ${states.join(', ')}`),
			...(opened() > CUT_COUNT + running.length ? [] : ['a cut did not end a connection']),
			...(running.length === KILLS_AT.length ? [] : [`n8n was killed ${running.length} times`]),
			...(met.includes(0) ? ['a kill met no running execution'] : []),
			...(all.some(({ data }) => data.includes(sandbox.apiKey))
				? ['the key is in an execution']
				: []),
			...(n8n.log().includes(sandbox.apiKey) ? ['the key is in the log'] : []),
			...(upgrades().some(({ query }) => query !== '') ? ['an upgrade has a query'] : []),
		];
	} finally {
		await stage.stop();
	}
}
