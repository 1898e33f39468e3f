/** Run by `activations.mts`. Prints what it measured; ends with 1 when something is left behind. */
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { startSandbox } from '../../../sandbox/index.mjs';
import { createEngine, WEB_SOCKET_TRIGGER } from '../../../scripts/engine/engine.mjs';

const INBOX = 'support@agentmail.to';
const WARM_UP = 50;
const ACTIVATIONS = 200;
/** More than this is no noise: bytes for each activation. */
const MOST_NOISE_BYTES = 5_000;

const sandbox = await startSandbox();
const engine = await createEngine({
	apiKey: sandbox.apiKey,
	environment: 'custom',
	baseUrl: sandbox.url,
});
const workflow = engine.newWorkflow({
	nodes: [
		{ name: 'Trigger', type: WEB_SOCKET_TRIGGER, parameters: { events: ['message.received'] } },
	],
});

async function activate(round: number): Promise<void> {
	let runs = 0;
	const response = await engine.listen(workflow, 'Trigger', { run: async () => void runs++ });
	if (round % 4 === 1) sandbox.cut('reset');
	if (round % 4 === 2) sandbox.cut({ close: 1000 });
	if (round % 4 === 3) sandbox.fault({ match: { path: '/v0' }, action: { status: 503 } });
	else {
		await sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Hello', text: 'Hello.' });
		await waitUntil('the run', async () => runs || undefined);
	}
	await response.closeFunction?.();
	sandbox.reset();
}

interface Heap {
	bytes: number;
	noise: number;
}

/** What is in use after collection. Several readings, because collecting takes several; their spread is the noise. */
async function heap(): Promise<Heap> {
	const readings: number[] = [];
	for (let i = 0; i < 5; i++) {
		await new Promise((resolve) => setTimeout(resolve, 200));
		globalThis.gc?.();
		readings.push(process.memoryUsage().heapUsed);
	}
	const bytes = Math.min(...readings);
	return { bytes, noise: Math.max(...readings) - bytes };
}

const waits = () =>
	process.getActiveResourcesInfo().filter((kind) => /Timeout|TCPSocketWrap|TCPWRAP/.test(kind));

for (let i = 0; i < WARM_UP; i++) await activate(i);
const waitsBefore = waits();
const heaps = [await heap()];
// The first window still fills what is kept once; the second must leave nothing behind.
for (let window = 0; window < 2; window++) {
	for (let i = 0; i < ACTIVATIONS; i++) await activate(i);
	await waitUntil(
		'the last connection to close',
		async () => sandbox.sockets.held === 0 || undefined,
	);
	heaps.push(await heap());
}
const waitsAfter = waits();
const [, afterOne, afterTwo] = heaps as [Heap, Heap, Heap];
const noise = Math.max(afterOne.noise, afterTwo.noise);
const growth = afterTwo.bytes - afterOne.bytes;

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(2);
console.log(
	`Node.js ${process.version}, twice ${ACTIVATIONS} activations after ${WARM_UP} to warm up`,
);
console.log(`open WebSocket connections afterwards: ${sandbox.sockets.held}`);
console.log(`timers and sockets: ${waitsBefore.length} before, ${waitsAfter.length} after`);
console.log(
	`heap after collection: ${heaps.map(({ bytes }) => `${megabytes(bytes)} MB`).join(', then ')}; noise of measuring ${megabytes(noise)} MB`,
);
if (growth > Math.min(noise, ACTIVATIONS * MOST_NOISE_BYTES))
	throw new Error('The heap has grown.');
if (waitsAfter.length > waitsBefore.length) throw new Error(`Left: ${waitsAfter.join(', ')}`);
await sandbox.close();
