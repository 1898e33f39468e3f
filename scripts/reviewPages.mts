import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { INodeExecutionData } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox/index.mjs';
import {
	ACTION,
	chain,
	createEngine,
	type Visit,
	type WorkflowDefinition,
} from './engine/engine.mjs';
import { Closing } from './closing.mjs';
import { startServer } from './localServer.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';
import { byId } from './n8n/workflow.mjs';

/** The pages that reviewers see, served by the node itself in n8n's engine, without an n8n around it. */
export interface ReviewPages {
	origin: string;
	sandbox: Sandbox;
	/** Asks a question of this kind. @returns the link to its page; once it is answered, the workflow asks again */
	ask(kind: QuestionKind, options?: object, parameters?: object): Promise<string>;
	/** What the node has put out so far. */
	answers: INodeExecutionData[];
	close(): Promise<void>;
}

const INBOX = byId('support@agentmail.to');
const ASKED = { operation: 'sendAndWait', inboxId: INBOX, subject: 'Refund for order 1042' };

export type QuestionKind = keyof typeof QUESTIONS;

const named = (...names: string[]) => ({ values: names.map((option) => ({ option })) });

/** One of each kind. */
const FORM_FIELDS = [
	{ fieldLabel: 'Order', fieldType: 'text', requiredField: true, placeholder: 'e.g. 1042' },
	{ fieldLabel: 'Note', fieldType: 'textarea' },
	{ fieldLabel: 'Amount', fieldType: 'number', defaultValue: '84.9' },
	{ fieldLabel: 'Until', fieldType: 'date' },
	{ fieldLabel: 'Contact', fieldType: 'email' },
	{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: named('S', 'M', 'L') },
	{
		fieldLabel: 'Colors',
		fieldType: 'dropdown',
		multiselect: true,
		fieldOptions: named('Red', 'Blue', 'Green'),
	},
	{
		fieldLabel: 'Carrier',
		fieldType: 'radio',
		requiredField: true,
		fieldOptions: named('Post', 'Truck'),
	},
	{
		fieldLabel: 'Checks',
		fieldType: 'checkbox',
		defaultValue: 'Paid',
		fieldOptions: named('Paid', 'Sent'),
	},
	{ fieldName: 'case', fieldType: 'hiddenField', fieldValue: 'C-7' },
	{ fieldLabel: 'Receipt', fieldType: 'file', acceptFileTypes: '.pdf, .txt' },
	{ fieldLabel: 'Photos', fieldType: 'file', multipleFiles: true, acceptFileTypes: 'image/*' },
];

const QUESTIONS = {
	approval: {
		resource: 'message',
		to: 'jane@example.com',
		message:
			'Jane Doe asks for her money back: 84.90 EUR.\nThe parcel has been on its way for 19 days.\n\nShall we refund it?',
	},
	freeText: {
		resource: 'message',
		to: 'jane@example.com',
		responseType: 'freeText',
		message: 'What shall we answer Jane Doe, whose parcel has been on its way for 19 days?',
	},
	customForm: {
		resource: 'message',
		to: 'jane@example.com',
		responseType: 'customForm',
		message: 'Jane Doe asks for her money back. Please tell us what you know of the order.',
		defineForm: 'fields',
		formFields: { values: FORM_FIELDS },
	},
	draft: {
		resource: 'draft',
		reviewers: 'jane@example.com',
		message: 'Written by the support agent. Is the amount right?',
		to: 'Jane Doe <jane.doe@example.com>',
		text: 'Hello Jane,\n\nWe are sorry about the wait. We have sent 84.90 EUR back to your card today.\n\nYour support team',
		options: {
			bcc: 'accounting@example.com',
			attachments: {
				attachment: [{ source: 'base64', content: 'MTA0Mg==', filename: 'refund-1042.pdf' }],
			},
		},
	},
};

/** Starts a server for them on 127.0.0.1. */
export async function startReviewPages(): Promise<ReviewPages> {
	const closing = new Closing();
	const sandbox = await startSandbox();
	closing.add(async () => await sandbox.close());
	const engine = await createEngine({
		apiKey: sandbox.apiKey,
		environment: 'custom',
		baseUrl: sandbox.url,
	});
	const visits = new Map<string, ReturnType<typeof visitor>>();
	const answers: INodeExecutionData[] = [];
	const uploads = temporaryFolder('uploads');
	closing.add(async () => await uploads.remove());
	const visitor =
		(run: Awaited<ReturnType<typeof engine.run>>, definition: WorkflowDefinition) =>
		async (link: URL, request: Visit) => {
			const answer = await engine.visit(run, definition, link.href, request);
			if (answer.result.workflowData) {
				answers.push(...(answer.result.workflowData[0] ?? []));
				visits.set(link.pathname, visitor(await engine.run(definition), definition));
			}
			return answer;
		};

	const { origin, close } = await startServer(async (request, response) => {
		const url = new URL(request.url ?? '', origin);
		const visit = visits.get(url.pathname);
		if (!visit) return response.writeHead(404).end();
		const method = request.method === 'POST' ? 'POST' : 'GET';
		const form = await formIn(request, uploads.path);
		const { status, headers, body } = await visit(url, { method, ...form });
		response.writeHead(status, headers).end(body);
	});
	closing.add(close);
	engine.useAddress(origin);

	const ask = async (kind: QuestionKind, options: object = {}, parameters: object = {}) => {
		const question = { options: {}, ...QUESTIONS[kind], ...parameters };
		const definition = asking({
			...ASKED,
			...question,
			options: { ...question.options, ...options },
		});
		const run = await engine.run(definition);
		const mail = [...sandbox.store.messages.values()].at(-1);
		const [link = ''] = /https?:\S+\/webhook-waiting\/\S+/.exec(mail?.text ?? '') ?? [];
		visits.set(new URL(link).pathname, visitor(run, definition));
		return link;
	};
	return { origin, sandbox, ask, answers, close: async () => await closing.closeAll() };
}

function asking(parameters: object): WorkflowDefinition {
	return {
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Ask', type: ACTION, parameters: parameters as never },
		],
		connections: chain('Start', 'Ask'),
	};
}

/** A form as n8n hands it over: by name, or `{data, files}` where it came with files. (n8n 2.41: webhook-form-data) */
async function formIn(request: IncomingMessage, folder: string): Promise<Visit> {
	const { 'content-type': type = '' } = request.headers;
	const body = await buffer(request);
	if (!type.startsWith('multipart/')) {
		const posted = new URLSearchParams(body.toString());
		return { form: byName([...posted].map(([name, value]) => [name, value])) };
	}
	const parts = [...(await new Response(body, { headers: { 'content-type': type } }).formData())];
	const files = await Promise.all(
		parts.flatMap(([name, file], index) =>
			typeof file === 'string' ? [] : [stored(name, file, join(folder, `${Date.now()}-${index}`))],
		),
	);
	const texts = parts.filter(([, value]) => typeof value === 'string');
	const chosen = files.filter(([, file]) => file.size > 0);
	const form = { data: byName(texts), files: byName(chosen) };
	return { form, headers: { 'content-type': type } };
}

async function stored(name: string, file: File, filepath: string) {
	await writeFile(filepath, Buffer.from(await file.arrayBuffer()));
	const { name: originalFilename, type: mimetype, size } = file;
	return [name, { filepath, originalFilename, mimetype, size }] as const;
}

/** What comes once stands alone, the rest as a list. */
function byName(entries: ReadonlyArray<readonly [string, unknown]>): Record<string, unknown> {
	const names = [...new Set(entries.map(([name]) => name))];
	return Object.fromEntries(
		names.map((name) => {
			const values = entries.filter(([each]) => each === name).map(([, value]) => value);
			return [name, values.length === 1 ? values[0] : values];
		}),
	);
}
