import { check, type Check } from './check.mjs';
import { matrix } from './matrix.mjs';
import { startChaos, type ChaosStage, type Service } from './n8n.mjs';
import { writeResults } from './results.mjs';
import { restarts, rounds } from './rounds.mjs';
import { oddBodies, repeatedDeliveries } from './traffic.mjs';

/** The parts of a run, each on an n8n of its own. */
const PARTS: Record<string, (stage: ChaosStage, service: Service) => Promise<Check[]>> = {
	faults: matrix,
	rounds: async (stage) => [
		await check('100 times published and unpublished: one webhook, then none', async () => {
			await rounds(stage, 100);
			return 'each time';
		}),
		await check('20 restarts, 10 of them kill -9: one webhook, and mail arrives', async () => {
			await restarts(stage, 20);
			return 'each time';
		}),
	],
	bodies: async (stage) => [
		await check('bodies that are large, packed, nested or not what they say', async () => {
			return await oddBodies(stage, 5);
		}),
	],
	load: async (stage) => [
		await check('2,000 deliveries, 50 requests at once, each delivery sent 3 times', async () => {
			return await repeatedDeliveries(stage, { deliveries: 2000, inFlight: 50, times: 3 });
		}),
	],
};
/** Both ways of publishing matter to the hooks alone. */
const SERVICES: Record<string, Service[]> = { faults: ['on', 'off'], rounds: ['on', 'off'] };

/** `npm run test:chaos webhook`: all parts, or those named: `npm run test:chaos webhook load bodies`. */
const chosen = process.argv.slice(3);
const names = Object.keys(PARTS);
const unknown = chosen.find((name) => !names.includes(name));
if (unknown) throw new Error(`There is no part ${unknown}; choose from ${names.join(', ')}.`);

const tables = new Map<string, Check[]>();
for (const name of chosen.length > 0 ? chosen : names) {
	// At once: most of the time n8n waits before it tries again.
	await Promise.all((SERVICES[name] ?? ['on']).map(async (service) => await run(name, service)));
	// After each part, so that a run that is cut short leaves what it found.
	await writeResults(tables);
}

async function run(name: string, service: Service): Promise<void> {
	const title = `${name}, publication service ${service}`;
	console.log(title);
	const stage = await startChaos(service, console.log);
	try {
		tables.set(title, await PARTS[name]!(stage, service));
	} finally {
		await stage.stop();
	}
}

if ([...tables.values()].flat().some(({ met }) => !met)) process.exitCode = 1;
