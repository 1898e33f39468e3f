import { afterEach, expect, jest, test } from '@jest/globals';
import type { IWebhookFunctions } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { fetchContent } from '../../nodes/AgentMail/events/content.js';
import { readEvent } from '../../nodes/AgentMail/events/event.js';

afterEach(() => void jest.restoreAllMocks());

const EVENT = readEvent({
	event_type: 'message.received',
	message: {
		...{ inbox_id: 'a@x.io', thread_id: 't', message_id: '<1@x>', text: 'Hi' },
		attachments: [
			{ attachment_id: 'quick', size: 1 },
			{ attachment_id: 'slow', size: 1 },
		],
	},
})!;

/** Two files, of which one lets itself be waited for; the signals are those of the time that fetching may take. */
function twoFiles() {
	const deadline = new AbortController();
	jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
	let send!: () => void;
	const sent = new Promise<void>((resolve) => (send = resolve));
	let stored!: () => void;
	const isStored = new Promise<void>((resolve) => (stored = resolve));
	const context = {
		getCredentials: async () => ({ apiKey: 'am_us_1', environment: 'us' }),
		getWorkflow: () => ({ id: 'wf' }),
		getNode: () => ({ id: 'content', name: 'Trigger', type: 'agentMailTrigger' }),
		logger: { debug() {}, info() {}, warn() {}, error() {} },
		helpers: {
			httpRequestWithAuthentication: async (_credential: string, { url }: { url: string }) => ({
				statusCode: 200,
				headers: {},
				body: { download_url: `https://files.example/${url.split('/').at(-1)}` },
			}),
			httpRequest: async ({ url }: { url: string }) => {
				if (url.endsWith('slow')) await sent;
				return { statusCode: 200, headers: {}, body: Readable.from([url]) };
			},
			prepareBinaryData: async (_stream: unknown, fileName: string) => {
				if (fileName === 'slow') setImmediate(stored);
				else setImmediate(() => deadline.abort());
				return { fileName, data: '', mimeType: 'text/plain' };
			},
		},
	};
	return { context: context as unknown as IWebhookFunctions, send, isStored };
}

test('a file that comes after the time is over does not change an item that n8n has', async () => {
	const { context, send, isStored } = twoFiles();
	const content = await fetchContent(context, EVENT, { downloadAttachments: true }, 10);
	expect(content.incomplete).toBe(true);
	expect(Object.keys(content.binary!)).toEqual(['attachment_0']);
	send();
	await isStored;
	expect(Object.keys(content.binary!)).toEqual(['attachment_0']);
});
