import { text } from 'node:stream/consumers';

import { startSandbox, type Sandbox } from '../sandbox/index.mjs';
import { ACTION, chain, createEngine, type WorkflowDefinition } from './engine/engine.mjs';
import { Closing } from './closing.mjs';
import { startServer } from './localServer.mjs';
import { byId } from './n8n/workflow.mjs';

/** The pages that reviewers see, served by the node itself in n8n's engine, without an n8n around it. */
export interface ReviewPages {
	origin: string;
	sandbox: Sandbox;
	/** Asks a question of this kind. @returns the link to its page; once it is answered, the workflow asks again */
	ask(kind: QuestionKind, options?: object): Promise<string>;
	close(): Promise<void>;
}

const INBOX = byId('support@agentmail.to');
const ASKED = { operation: 'sendAndWait', inboxId: INBOX, subject: 'Refund for order 1042' };

export type QuestionKind = keyof typeof QUESTIONS;

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
	const visitor =
		(run: Awaited<ReturnType<typeof engine.run>>, definition: WorkflowDefinition) =>
		async (link: URL, method: 'GET' | 'POST', form: Record<string, string>) => {
			const answer = await engine.visit(run, definition, link.href, { method, form });
			if (answer.result.workflowData) {
				visits.set(link.pathname, visitor(await engine.run(definition), definition));
			}
			return answer;
		};

	const { origin, close } = await startServer(async (request, response) => {
		const url = new URL(request.url ?? '', origin);
		const visit = visits.get(url.pathname);
		if (!visit) return response.writeHead(404).end();
		const method = request.method === 'POST' ? 'POST' : 'GET';
		const form = Object.fromEntries(new URLSearchParams(await text(request)));
		const { status, headers, body } = await visit(url, method, form);
		response.writeHead(status, headers).end(body);
	});
	closing.add(close);
	engine.useAddress(origin);

	const ask = async (kind: QuestionKind, options: object = {}) => {
		const question = { options: {}, ...QUESTIONS[kind] };
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
	return { origin, sandbox, ask, close: async () => await closing.closeAll() };
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
