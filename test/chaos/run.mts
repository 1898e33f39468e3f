/** `npm run test:chaos [webhook|websocket|queue|review] [parts]`: faults, kills and load on a real n8n, for a quiet machine. */
const SUBJECTS: Record<string, () => Promise<unknown>> = {
	webhook: async () => await import('./webhook.mjs'),
	websocket: async () => await import('./webSocket.mjs'),
	queue: async () => await import('./queue.mjs'),
	review: async () => await import('./review.mjs'),
};

const [subject = 'webhook'] = process.argv.slice(2);
const start = SUBJECTS[subject];
if (!start) throw new Error(`Choose from ${Object.keys(SUBJECTS).join(', ')}, not ${subject}.`);
await start();
