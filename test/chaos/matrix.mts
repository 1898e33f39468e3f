import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { publish, unpublish, type Chaos } from './account.mjs';
import { check, type Check } from './check.mjs';
import { movedToAnotherAddress, play, scenarios, twoOnOneAccount, type Repair } from './faults.mjs';
import type { ChaosStage, Service } from './n8n.mjs';

/** What a person does when nothing arrives any more. */
export const republish: Repair = async ({ n8n }, id) => {
	await unpublish(n8n, id);
	await publish(n8n, id);
};

const REPAIR: Record<Service, Repair> = {
	on: republish,
	off: async ({ n8n, sandbox }) => {
		await n8n.end();
		const before = sandbox.requests.length;
		await n8n.start();
		// n8n is ready before it has called its triggers.
		const called = async () => (sandbox.requests.length > before ? true : undefined);
		await waitUntil('n8n to check the webhook', called);
		await quiet(sandbox);
	},
};

/** Every scenario. Afterwards n8n is where the last one moved it to. */
export async function matrix(stage: ChaosStage, service: Service): Promise<Check[]> {
	const all = [
		...scenarios(REPAIR[service], service === 'off'),
		twoOnOneAccount(stage.startAnother),
		movedToAnotherAddress(stage.move),
	];
	const checks: Check[] = [];
	for (const scenario of all) {
		checks.push(await check(scenario.what, async () => await play(stage, scenario)));
	}
	return checks;
}

/** Until AgentMail was asked nothing for two seconds. */
async function quiet({ requests }: Chaos['sandbox']): Promise<void> {
	for (let before = -1; before !== requests.length;) {
		before = requests.length;
		await sleep(2000);
	}
}
