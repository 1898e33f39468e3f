import { randomUUID } from 'node:crypto';
import { outputOf, type Execution } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import {
	byId,
	chain,
	manualTrigger,
	type NodeSketch,
	type Workflow,
	type WorkflowDefinition,
} from '../../scripts/n8n/workflow.mjs';
import type { InboundMail, Message, StoredWebhook } from '../../sandbox/index.mjs';
import { ACTION, INBOX, type World } from './world.mjs';

export { byId };

/** A node that asks Jane, as the editor stores one. */
export function asking(world: World, parameters: object, name = 'Ask'): NodeSketch {
	return {
		name,
		type: ACTION,
		credentials: world.credentials,
		parameters: {
			resource: 'message',
			operation: 'sendAndWait',
			inboxId: byId(INBOX),
			to: 'jane@example.com',
			subject: `Question ${randomUUID()}`,
			message: 'May I?',
			responseType: 'approval',
			...parameters,
		},
	};
}

/** A paused workflow. */
export interface Paused {
	workflow: Workflow;
	executionId: string;
}

/** Runs nodes in a row until one waits for a person. */
export async function pause(world: World, ...nodes: NodeSketch[]): Promise<Paused> {
	return await pauseIn(world, chain(randomUUID(), manualTrigger, ...nodes));
}

export async function pauseIn(world: World, definition: WorkflowDefinition): Promise<Paused> {
	const { client } = world.n8n;
	const workflow = await client.createWorkflow(definition);
	const { executionId } = await client.startRun(workflow.id, manualTrigger.name);
	if (!executionId) throw new Error('The run did not start.');
	await waiting(world, executionId);
	return { workflow, executionId };
}

/** Until the execution waits, and what else is expected is so; throws with its error when it ends instead. */
export async function waiting(
	{ n8n }: World,
	executionId: string,
	isSo: () => boolean = () => true,
): Promise<void> {
	await waitUntil(
		`execution ${executionId} to wait`,
		async () => {
			const { status, data } = await n8n.client.execution(executionId);
			if (status === 'waiting') return isSo() || undefined;
			if (status === 'new' || status === 'running') return undefined;
			throw new Error(`It ended as ${status}: ${data.resultData.error?.message ?? 'no error'}`);
		},
		{ timeoutMs: 120_000, everyMs: 200 },
	);
}

/** The execution once it has ended. Asks seldom: there may be many of them on a machine that is busy. */
export async function ended({ n8n }: World, executionId: string): Promise<Execution> {
	return await waitUntil(
		`execution ${executionId} to end`,
		async () => {
			const execution = await n8n.client.execution(executionId);
			return ['waiting', 'running', 'new'].includes(execution.status) ? undefined : execution;
		},
		{ timeoutMs: 180_000, everyMs: 500 },
	);
}

/** The mails of the sandbox that were sent to an address, oldest first. */
export function mailsTo({ sandbox }: World, address = 'jane@example.com'): Message[] {
	return [...sandbox.store.messages.values()].filter(
		({ to, labels }) => labels.includes('sent') && to.some((each) => each.includes(address)),
	);
}

/** The link in a mail; one that asks for a reply has none. */
function linkIn({ text = '' }: Message): string | undefined {
	return /https?:\/\/\S+\/webhook-waiting\/\S+/.exec(text)?.[0];
}

/** The link of the last mail that asks about an execution. */
export function linkOf(world: World, executionId: string, address?: string): string {
	const links = mailsTo(world, address).map(linkIn);
	const own = links.filter((link) => link?.includes(`/webhook-waiting/${executionId}/`));
	const last = own.at(-1);
	if (!last) throw new Error(`Nobody was asked about execution ${executionId}`);
	return last;
}

export interface Shown {
	status: number;
	text: string;
	headers: Headers;
}

export async function visit(link: string, method = 'GET'): Promise<Shown> {
	const answer = await fetch(link, { method, redirect: 'manual' });
	return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** Submits the form of the page at a link, as a browser does. */
export async function submit(link: string, fields: Record<string, string>): Promise<Shown> {
	const answer = await fetch(link, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
	});
	return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** What the node put out once somebody had answered. */
export function answerIn(execution: Execution, node = 'Ask'): Record<string, unknown> {
	const [item, ...more] = outputOf(execution, node);
	if (!item || more.length > 0) throw new Error(`"${node}" put out ${more.length + 1} items`);
	return item.json.data as Record<string, unknown>;
}

/** Where the form of a page goes. */
export function formAction({ text }: Shown, link: string): string {
	const [, action = ''] = /<form[^>]* action="([^"]*)"/.exec(text) ?? [];
	return new URL(action.replaceAll('&#38;', '&'), link).href;
}

/** A node that asks Jane about a draft to Carl. */
export const reviewing = (world: World, parameters: object = {}) =>
	asking(world, {
		resource: 'draft',
		operation: 'sendAndWait',
		to: 'Carl <carl@example.com>',
		subject: 'Offer 1042',
		text: 'Ten euros.',
		reviewers: 'jane@example.com',
		message: 'Is the price right?',
		...parameters,
	});

export const askingForReply = (world: World, parameters: object = {}) =>
	asking(world, { responseType: 'reply', message: 'Which colour?', ...parameters });

/** The webhooks that exist for pauses. */
export const pauseWebhooks = ({ sandbox }: World): StoredWebhook[] =>
	[...sandbox.store.webhooks.values()].filter(({ url }) => url.includes('/webhook-waiting/'));

/** A reply to a mail, as a mail program writes it. */
export function replyTo(
	{ message_id, subject }: Message,
	mail: Partial<InboundMail> = {},
): InboundMail {
	return {
		from: 'Jane Doe <jane@example.com>',
		subject: `Re: ${subject}`,
		text: 'Blue.\n\nOn Mon, 23 Nov 2026, Support wrote:\n> Which colour?',
		in_reply_to: message_id,
		references: [message_id],
		...mail,
	};
}
