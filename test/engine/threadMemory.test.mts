import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import type { Message } from '../../sandbox/records.mjs';
import { createEngine, output, type Engine } from '../../scripts/engine/engine.mjs';
import { MEMORY } from '../../scripts/nodeTypes.mjs';
import { credentialFor, INBOX } from './fixture.mjs';

const AGENT = '@n8n/n8n-nodes-langchain.agent';

interface Memory {
	loadMemoryVariables(values: object): Promise<{ chat_history: Array<{ content: string }> }>;
}

/**
 * Loads its memory as n8n's agent does: it gets one for all items, loads it for each in turn, and does so again after each
 * round of tools. (n8n 2.41: Tools Agent V3)
 */
const agent = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: [1, 2, 3],
		description: '',
		defaults: {},
		inputs: ['main', { type: 'ai_memory', maxConnections: 1 }],
		outputs: ['main'],
		properties: [
			{ displayName: 'Rounds', name: 'rounds', type: 'number', default: 1 },
			{ displayName: 'Loads', name: 'loads', type: 'number', default: 1 },
			{ displayName: 'Options', name: 'options', type: 'json', default: {} },
		],
	},
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		const loads = Number(this.getNodeParameter('loads', 0));
		let texts: string[] = [];
		for (let round = 0; round < Number(this.getNodeParameter('rounds', 0)); round++) {
			const memory = (await this.getInputConnectionData('ai_memory', 0)) as Memory;
			texts = [];
			for (let count = 0; count < items.length * loads; count++) {
				const { chat_history } = await memory.loadMemoryVariables({});
				texts.push(chat_history.map(({ content }) => content).join('\n'));
			}
		}
		return [texts.map((text) => ({ json: { text } }))];
	},
} as unknown as INodeType;

let sandbox: Sandbox;
let engine: Engine;

beforeAll(async () => {
	sandbox = await startSandbox();
	engine = await createEngine(credentialFor(sandbox), { nodes: { [AGENT]: agent } });
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

interface Wanted {
	memory?: object;
	agent?: object;
	settings?: object;
}

async function run(items: object[], wanted: Wanted = {}) {
	const before = sandbox.requests.length;
	const ended = await engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
			{
				name: 'Agent',
				type: AGENT,
				typeVersion: 3,
				parameters: { ...wanted.agent },
				...wanted.settings,
			},
			{ name: 'Memory', type: MEMORY, parameters: { ...wanted.memory } },
		],
		connections: {
			Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			Memory: { ai_memory: [[{ node: 'Agent', type: 'ai_memory', index: 0 }]] },
		},
	});
	return {
		requests: sandbox.requests.slice(before).map(({ path }) => decodeURIComponent(path)),
		texts: () => output(ended, 'Agent').map(({ json }) => String(json.text)),
		error: ended.data.resultData.error,
	};
}

const receive = async (mail: object) =>
	await sandbox.receive(INBOX, { from: 'cara@example.com', ...mail });

/** A thread of messages that follow each other by a second. */
async function thread(...texts: string[]) {
	const mails: Message[] = [];
	for (const [at, text] of texts.entries()) {
		const before = mails.at(-1)?.message_id;
		const timestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString();
		mails.push(await receive({ text, timestamp, ...(before && { in_reply_to: before }) }));
	}
	return mails;
}

const withoutCurrent = { messageId: '' };

test('the ids come from the item, as the trigger gives it, simplified or whole', async () => {
	const [, { inbox_id, thread_id, message_id } = { inbox_id: '', thread_id: '', message_id: '' }] =
		await thread('First.', 'Second.');
	const ids = { inbox_id, thread_id, message_id };
	for (const item of [ids, { message: ids }]) {
		const [text] = (await run([item])).texts();
		expect(text).toContain('First.');
		expect(text).not.toContain('Second.');
	}
});

test('the current message, later ones and what is hidden are left out', async () => {
	const mails = await thread('One.', 'Two.', 'Three.', 'Four.');
	mails[0]!.labels.push('trash');
	const [text] = (await run([{ ...mails[2] }])).texts();
	expect(
		[1, 2, 3, 4].filter((at) => text?.includes(['', 'One.', 'Two.', 'Three.', 'Four.'][at]!)),
	).toEqual([2]);
});

test('without a current message it is the whole thread', async () => {
	const mails = await thread('One.', 'Two.');
	const [text] = (await run([{ ...mails[0] }], { memory: withoutCurrent })).texts();
	expect(text).toMatch(/One\.[^]*Two\./);
});

test('a draft that was not sent is no history', async () => {
	const [mail] = await thread('One.');
	await fetch(`${sandbox.url}/v0/inboxes/${INBOX}/drafts`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ in_reply_to: mail!.message_id, text: 'Not yet.' }),
	});
	const [text] = (await run([{ ...mail }], { memory: withoutCurrent })).texts();
	expect(text).not.toContain('Not yet.');
});

test('a current message that the thread does not show is looked up, and cuts by its time', async () => {
	const mails = await thread(...Array.from({ length: 60 }, (_, at) => `Number ${at}.`));
	const { texts, requests } = await run([{ ...mails[1] }]);
	expect(requests).toHaveLength(2);
	expect(texts()).toEqual([expect.not.stringContaining('Number')]);
	expect(texts()[0]).toContain('Earlier messages are left out.');
});

const file = (filename: string, content: string) => ({
	filename,
	content_type: 'text/plain',
	content: Buffer.from(content).toString('base64'),
});

test('with Include Attachment Text it knows what the files say, those of the newest ten', async () => {
	const old = await receive({
		text: 'Old.',
		timestamp: '2026-01-01T00:00:00Z',
		attachments: Array.from({ length: 9 }, (_, at) => file(`old${at}.txt`, `OLD ${at}`)),
	});
	const mail = await receive({
		text: 'See both files.',
		in_reply_to: old.message_id,
		attachments: [file('plan.txt', 'Paint it blue.'), file('cost.txt', 'Ten euros.')],
	});
	const memory = { ...withoutCurrent, options: { includeAttachmentText: true } };
	const [text] = (await run([{ ...mail }], { memory })).texts();
	expect(text).toMatch(/Text of <(data-\w+)>plan\.txt<\/\1>: <\1>Paint it blue\.<\/\1>/);
	expect(text).toContain('Ten euros.');
	expect(text).not.toContain('OLD');
	const [bare] = (await run([{ ...mail }], { memory: withoutCurrent })).texts();
	expect(bare).not.toContain('blue');
});

test('an agent that loads it again after tools costs no more requests', async () => {
	const mails = await thread('One.', 'Two.');
	const { requests, texts } = await run([{ ...mails[1] }], { agent: { rounds: 5 } });
	expect(texts()[0]).toContain('One.');
	expect(requests).toHaveLength(1);
});

test('what could not be read is read when it is asked for again', async () => {
	const mails = await thread('One.', 'Two.');
	sandbox.fault({ match: { path: /threads/ }, times: 1, action: { status: 403 } });
	const { texts } = await run([{ ...mails[1] }], {
		settings: { retryOnFail: true, waitBetweenTries: 0 },
	});
	expect(texts()[0]).toContain('One.');
});

test('each item has its own thread, each read once', async () => {
	const [red] = await thread('Red.');
	const [blue] = await thread('Blue.');
	const { texts, requests } = await run([{ ...red }, { ...blue }, { ...red }], {
		memory: withoutCurrent,
		agent: { rounds: 3 },
	});
	expect(texts().map((text) => /Red|Blue/.exec(text)?.[0])).toEqual(['Red', 'Blue', 'Red']);
	expect(requests).toHaveLength(2);
});

const REFUSED = 'The items belong to different threads';

test.each([
	['goes on after a failure', { settings: { onError: 'continueErrorOutput' } }],
	['goes on after a failure, as old workflows say it', { settings: { continueOnFail: true } }],
	['does several items at once', { agent: { options: { batching: { batchSize: 2 } } } }],
	['loads more often than there are items', { agent: { loads: 2 } }],
	['is of another generation', { settings: { typeVersion: 1 } }],
])('an agent that %s gets no thread: the item is not certain', async (_, wanted) => {
	const [red] = await thread('Red.');
	const [blue] = await thread('Blue.');
	const { error } = await run([{ ...red }, { ...blue }], { memory: withoutCurrent, ...wanted });
	expect(error?.message).toContain(REFUSED);
	// With the same thread for all there is nothing to mix up.
	const { texts } = await run([{ ...red }, { ...red }], { memory: withoutCurrent, ...wanted });
	expect(texts()[0]).toContain('Red.');
});

test.each([
	['a message that Agent Armor holds', ['received', 'agent-armor-held'], 'Release it first'],
	['a message of another thread', ['received'], 'is not part of the thread'],
])('%s is refused with a sentence', async (_, labels, sentence) => {
	const [mail] = await thread('One.');
	const [other] = await thread('Two.');
	mail!.labels.splice(0, Infinity, ...labels);
	const item = { ...mail, ...(labels.length === 1 && { thread_id: other!.thread_id }) };
	expect((await run([item])).error?.message).toContain(sentence);
});

test.each([
	['Inbox', { thread_id: 't', message_id: '<m@x>' }],
	['Thread', { inbox_id: INBOX, message_id: '<m@x>' }],
])('an item without its %s says what is missing', async (name, item) => {
	expect((await run([item])).error?.message).toContain(`${name} is empty`);
});
