import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';

import type { Item } from '../../nodes/AgentMail/fields/item.js';
import type { Operation } from '../../nodes/AgentMail/operation/operation.js';
import { resources } from '../../nodes/AgentMail/resources/index.js';
import type { Api } from '../../nodes/AgentMail/transport/types.js';
import { InputError } from '../../nodes/AgentMail/shared/inputError.js';
import { ACTION } from '../../scripts/nodeTypes.mjs';
import { safeFileName } from '../../nodes/AgentMail/transport/download.js';

/** Values with which every operation runs; ids are added by name. */
const PARAMETERS: Record<string, unknown> = {
	query: 'invoice',
	to: 'jane@example.com',
	text: 'Hello',
	reviewers: 'boss@example.com',
	subject: 'Invoice',
	message: 'Is this right?',
	reason: 'A known sender',
	labels: 'vip',
	addLabels: 'vip',
	entry: 'jane@example.com',
	domain: 'example.com',
	url: 'https://example.com/hook',
	events: ['message.received'],
	headers: { pair: [{ name: 'X-A', value: 'b' }] },
	'updateFields.displayName': 'Sales',
	'updateFields.name': 'Sales',
	'updateFields.subject': 'Hello',
	'updateFields.events': ['message.received'],
	'updateFields.feedbackEnabled': true,
};

/** Runs an operation without n8n and gives the paths it asks for. What came before a refusal counts too. */
async function pathsOf(operation: Operation, parameters: Record<string, unknown>) {
	const paths: string[] = [];
	const answer = async (path: unknown) => {
		paths.push(String(path));
		if (String(path).endsWith('/zone-file')) return '; zone';
		return {
			last_message_id: 'MESSAGE',
			draft_id: 'DRAFT',
			download_url: 'https://files.example.com/x',
			messages: [{ message_id: 'MESSAGE' }],
		};
	};
	const api = {
		get: async (path: unknown) => {
			const found = await answer(path);
			return typeof found === 'string' ? found : { ...found, inbox_id: 'INBOX' };
		},
		post: answer,
		patch: answer,
		delete: answer,
		identity: async () => ({ scope_type: 'organization', scope_id: 'o', organization_id: 'o' }),
	} as unknown as Api;
	const helpers = {
		httpRequest: async () => ({ statusCode: 200, headers: {}, body: '' }),
		prepareBinaryData: async () => ({}),
	};
	const item = {
		api,
		index: 0,
		isTool: false,
		context: {
			helpers,
			getCredentials: async () => ({ apiKey: 'am_us_key', environment: 'auto' }),
			addExecutionHints() {},
			getInputData: () => [{ json: {} }],
			getNode: () => ({ name: 'AgentMail', type: ACTION, parameters: {} }),
			getExecutionCancelSignal() {},
			getNodeParameter: (name: string) => parameters[name],
			getSignedResumeUrl: () => 'https://n8n.example.com/webhook-waiting/1/node?signature=x',
			getContext: () => ({}),
			getExecuteData: () => ({ data: {} }),
			putExecutionToWait: async () => {},
		},
		parameter: (name: string) => parameters[name] ?? PARAMETERS[name],
	} as unknown as Item;
	const error: unknown = await operation.run({ item, api, key: 'key' }).then(
		() => undefined,
		(failure: unknown) => failure,
	);
	return { paths, error };
}

/** The parameters of an operation that hold an id, with what makes each one shown. */
function idParameters(properties: INodeProperties[]) {
	return properties
		.filter(({ type }) => type === 'resourceLocator')
		.map(({ name, displayOptions }) => ({
			name,
			shownBy: Object.fromEntries(
				Object.entries(displayOptions?.show ?? {}).map(([key, values]) => [key, values?.[0]]),
			),
		}));
}

const everyId = resources.flatMap(({ value: resource, operations }) =>
	Object.entries(operations).flatMap(([name, operation]) =>
		idParameters(operation.properties()).map((id) => ({
			...id,
			operation,
			at: `${resource}.${name}`,
		})),
	),
);

const HOSTILE = [
	'../../inboxes/victim',
	'<a/b?c#d@x>',
	'%2e%2e',
	'..%2f',
	'//evil.io',
	'a\\..\\b',
	'😀',
	'a\nb',
	'a\0b',
	'x'.repeat(4096),
];
const hostileId = fc
	.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', minLength: 1 }))
	.filter((id) => id.trim() === id);

describe.each(everyId)('$at: $name', ({ operation, name, shownBy }) => {
	const ids = {
		inboxId: 'I',
		messageId: 'M',
		threadId: 'T',
		draftId: 'D',
		podId: 'P',
		attachmentId: 'A',
		webhookId: 'W',
		domainId: 'O',
		apiKeyId: 'K',
	};

	test('no id reaches another place than its own', async () => {
		const usual = await pathsOf(operation, { ...ids, ...shownBy, [name]: 'THE-ID' });
		expect(usual.error).toBeUndefined();
		// An id may also go into the body (a draft that answers a message); then no path depends on it.
		await fc.assert(
			fc.asyncProperty(hostileId, async (id) => {
				const { paths, error } = await pathsOf(operation, { ...ids, ...shownBy, [name]: id });
				if (error !== undefined) {
					expect(error).toBeInstanceOf(InputError);
					expect((error as Error).message.length).toBeGreaterThan(20);
				}
				const reached = usual.paths.map((path) =>
					path.replaceAll('THE-ID', encodeURIComponent(id)),
				);
				expect(reached.slice(0, paths.length)).toEqual(paths);
			}),
			{ numRuns: 30 },
		);
	});

	test.each(['', '   ', '.', '..', undefined])(
		'%j is refused with a sentence before anything is asked',
		async (id) => {
			const { paths, error } = await pathsOf(operation, {
				...ids,
				...shownBy,
				[name]: { __rl: true, mode: 'id', value: id },
			});
			const inPath = (
				await pathsOf(operation, { ...ids, ...shownBy, [name]: 'THE-ID' })
			).paths.some((path) => path.includes('THE-ID'));
			if (!inPath && (id === '.' || id === '..')) return expect(error).toBeUndefined();
			expect(error).toBeInstanceOf(InputError);
			expect(paths).toEqual([]);
		},
	);
});

test('every operation that takes an id is covered', () => {
	expect(new Set(everyId.map(({ at }) => at)).size).toBeGreaterThan(50);
});

describe('a file name chosen by a stranger', () => {
	test.each([
		['../../etc/passwd', 'passwd'],
		['C:\\Windows\\evil.exe', 'evil.exe'],
		['invoice\u202efdp.exe', 'invoicefdp.exe'],
		['a\0b\nc.txt', 'abc.txt'],
		['..', 'file.bin'],
		['', 'file.bin'],
		['folder/', 'file.bin'],
		['/', 'file.bin'],
		['./a.pdf', 'a.pdf'],
		['/tmp/a.pdf', 'a.pdf'],
		['C:\\fakepath\\a.pdf', 'a.pdf'],
		['Invoice 1/2026.pdf', 'Invoice 1_2026.pdf'],
		['17\\03.pdf', '17_03.pdf'],
		['a:b/c.pdf', 'a:b_c.pdf'],
	])('%j becomes %j', (name, safe) => expect(safeFileName(name, 'file.bin')).toBe(safe));

	test('of 4 kB keeps its ending and becomes short', () => {
		const safe = safeFileName(`${'x'.repeat(4096)}.pdf`, 'file.bin');
		expect(safe).toMatch(/^x+\.pdf$/);
		expect(safe.length).toBeLessThanOrEqual(200);
	});
});
