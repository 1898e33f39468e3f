import { startSandbox } from '../sandbox/index.mjs';

/** The sandbox in a process of its own: what it needs of memory and time is not the node's. */
const sandbox = await startSandbox();

const INBOX = 'support@agentmail.to';

const calls = {
	/** @returns the ids of new messages */
	receive: async ({ count }: { count: number }) => {
		const ids = [];
		for (let i = 0; i < count; i++) {
			const mail = { from: 'jane@example.com', subject: `Mail ${i}`, text: 'Hello' };
			ids.push((await sandbox.receive(INBOX, mail)).message_id);
		}
		return ids;
	},
	/** Emails of 2 kB text and 18 kB HTML that answer each other. @returns the last */
	thread: async ({ count }: { count: number }) => {
		const text = 'Hello, this is about my order. '.repeat(65);
		const mail = {
			from: 'jane@example.com',
			subject: 'Order',
			text,
			html: `<p>${text.repeat(9)}</p>`,
		};
		let last = await sandbox.receive(INBOX, mail);
		for (let i = 1; i < count; i++) {
			last = await sandbox.receive(INBOX, { ...mail, in_reply_to: last.message_id });
		}
		const { inbox_id, thread_id, message_id } = last;
		return { inbox_id, thread_id, message_id };
	},
	latency: async ({ milliseconds }: { milliseconds: number }) => {
		sandbox.settings.latencyMs = milliseconds;
	},
	/** Each send meets one of them with its probability. */
	faults: async () => {
		const path = /messages\/send$/;
		const refused = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Slow' } };
		sandbox.fault({ match: { path }, probability: 0.1, action: refused });
		sandbox.fault({ match: { path }, probability: 0.1, action: { status: 503 } });
		sandbox.fault({ match: { path }, probability: 0.05, action: 'reset' });
		sandbox.fault({ match: { path }, probability: 0.1, action: 'lostAnswer' });
	},
	/** Since the last call. */
	requests: async () => sandbox.requests.splice(0).length,
	/** Who got mail from the inbox, an address as often as it did. */
	mailed: async () =>
		[...sandbox.store.messages.values()]
			.filter(({ labels }) => labels.includes('sent'))
			.map(({ to }) => to[0]!),
};

export type Calls = typeof calls;

process.on('message', ({ id, name, input }: { id: number; name: keyof Calls; input: never }) => {
	void calls[name](input).then((result) => process.send?.({ id, result }));
});
process.once('disconnect', () => process.exit());
process.send?.({ url: sandbox.url, apiKey: sandbox.apiKey });
