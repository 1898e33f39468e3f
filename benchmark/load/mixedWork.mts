import { randomUUID } from 'node:crypto';
import {
	byId,
	chain,
	type CredentialReference,
	type NodeSketch,
} from '../../scripts/n8n/workflow.mjs';
import { ACTION, TRIGGER, WEB_SOCKET_TRIGGER } from '../../scripts/nodeTypes.mjs';
import type { QueueStage } from '../../scripts/queue/queue.mjs';

export const MAIL_EVERY_MS = 5000;
export const INBOX = 'support@agentmail.to';
/** Automated mail comes here, which `listen` remembers and puts aside. */
export const NEWS = 'news@agentmail.to';
/** Nothing comes here. */
const QUIET = 'quiet@agentmail.to';
/** Whom `ask` asks. */
export const REVIEWER = 'reviewer@example.com';
/** Messages that one run of `label` labels. */
const BATCH = 20;

/** `listen` is a WebSocket with ours, so main starts the runs. n8n has no node for that; its Schedule Trigger starts as many there. */
type Work = 'answer' | 'ask' | 'file' | 'label' | 'listen';

/** Publishes the same work, done with the nodes of this package. */
export async function withOurNodes(queue: QueueStage): Promise<void> {
	for (const inbox of [NEWS, QUIET]) {
		queue.sandbox.createInbox({ username: inbox.slice(0, inbox.indexOf('@')) });
	}
	for (const [name, nodes] of Object.entries(ourWorks(queue))) await publish(queue, name, nodes);
}

/**
 * Publishes so many more workflows that listen over a WebSocket, where nothing comes.
 *
 * @returns unpublishes them
 */
export async function withMoreListeners(
	queue: QueueStage,
	count: number,
): Promise<() => Promise<void>> {
	const [listener, ...rest] = ourWorks(queue).listen;
	const quiet = { ...listener!, parameters: { ...listener!.parameters, inboxIds: [QUIET] } };
	const ids: string[] = [];
	for (let index = 0; index < count; index++) {
		ids.push(await publish(queue, `quiet ${index}`, [quiet, ...rest]));
	}
	return async () => {
		for (const id of ids) await queue.n8n.client.deactivate(id);
	};
}

export function ourWorks(queue: QueueStage): Record<Work, NodeSketch[]> {
	const trigger = (options: object, inboxIds = [INBOX]): NodeSketch => ({
		name: 'Trigger',
		type: TRIGGER,
		typeVersion: 1.1,
		webhookId: randomUUID(),
		credentials: { ...queue.credentials },
		parameters: { events: ['message.received'], scope: 'inbox', inboxIds, options },
	});
	const does = (name: string, parameters: Record<string, unknown>): NodeSketch => ({
		name,
		type: ACTION,
		credentials: { ...queue.credentials },
		parameters: { inboxId: byId(INBOX), ...parameters },
	});
	return {
		answer: [
			trigger({}),
			does('Reply', {
				resource: 'message',
				operation: 'reply',
				messageId: byId('={{ $json.message_id }}'),
				text: 'We have it.',
			}),
			does('Label', {
				resource: 'label',
				operation: 'add',
				target: 'message',
				messageId: byId("={{ $('Trigger').item.json.message_id }}"),
				labels: 'answered',
			}),
		],
		ask: [
			trigger({}),
			does('Ask', {
				resource: 'message',
				operation: 'sendAndWait',
				to: REVIEWER,
				subject: 'May we?',
				message: 'Please decide.',
				responseType: 'approval',
			}),
		],
		file: [
			trigger({ downloadAttachments: true }),
			does('Send on', {
				resource: 'message',
				operation: 'send',
				to: 'archive@example.com',
				subject: 'A file',
				text: 'See the attachment.',
				options: { attachments: { attachment: [{ source: 'binary', property: 'attachment_0' }] } },
			}),
		],
		label: [
			trigger({}),
			does('Newest', { resource: 'message', operation: 'getAll', limit: BATCH }),
			does('Label', {
				resource: 'label',
				operation: 'add',
				target: 'message',
				messageId: byId('={{ $json.message_id }}'),
				labels: 'seen',
			}),
		],
		listen: [
			{
				...trigger({}, [INBOX, NEWS]),
				type: WEB_SOCKET_TRIGGER,
				typeVersion: 1,
				webhookId: undefined,
			},
			noOp,
		],
	};
}

/** Publishes the same work, done with n8n's own Webhook and HTTP Request nodes. */
export async function withPlainNodes(queue: QueueStage): Promise<void> {
	const { client } = queue.n8n;
	const value = `Bearer ${queue.sandbox.apiKey}`;
	const key = await client.createCredential('Key', 'httpHeaderAuth', {
		name: 'Authorization',
		value,
	});
	const request = requestWith({ id: key.id, name: key.name });
	const messages = `${queue.sandbox.url}/v0/inboxes/${encodeURIComponent(INBOX)}/messages`;
	const mail = "$('Webhook').item.json.body.message";
	const message = `=${messages}/{{ encodeURIComponent(${mail}.message_id) }}`;
	const works: Record<Work, NodeSketch[]> = {
		answer: [
			webhook(),
			request('Reply', 'POST', `${message}/reply`, '={{ { text: "We have it." } }}'),
			request('Label', 'PATCH', message, '={{ { add_labels: ["answered"] } }}'),
		],
		ask: [
			webhook(),
			request(
				'Ask',
				'POST',
				`${messages}/send`,
				`={{ { to: "${REVIEWER}", subject: "May we?", text: "Please decide: " + $execution.resumeUrl } }}`,
			),
			{
				name: 'Wait',
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				webhookId: randomUUID(),
				parameters: { resume: 'webhook', httpMethod: 'GET', options: {} },
			},
		],
		file: [
			webhook(),
			request('Find', 'GET', `${message}/attachments/{{ ${mail}.attachments[0].attachment_id }}`),
			{
				name: 'Fetch',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					url: '={{ $json.download_url }}',
					options: { response: { response: { responseFormat: 'file' } } },
				},
			},
			{
				name: 'As text',
				type: 'n8n-nodes-base.extractFromFile',
				parameters: { operation: 'binaryToPropery', destinationKey: 'content', options: {} },
			},
			request(
				'Send on',
				'POST',
				`${messages}/send`,
				'={{ { to: "archive@example.com", subject: "A file", text: "See the attachment.", attachments: [{ filename: "file.bin", content: $json.content }] } }}',
			),
		],
		label: [
			webhook(),
			request('Newest', 'GET', `${messages}?limit=${BATCH}`),
			{
				name: 'Each',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'messages', options: {} },
			},
			request(
				'Label',
				'PATCH',
				`=${messages}/{{ encodeURIComponent($json.message_id) }}`,
				'={{ { add_labels: ["seen"] } }}',
			),
		],
		listen: [schedule, noOp],
	};
	for (const [name, nodes] of Object.entries(works)) {
		const [first] = nodes;
		await publish(queue, name, nodes);
		if (first?.webhookId) await subscribe(queue, first.webhookId);
	}
}

const schedule: NodeSketch = {
	name: 'Schedule',
	type: 'n8n-nodes-base.scheduleTrigger',
	typeVersion: 1.2,
	parameters: {
		rule: { interval: [{ field: 'seconds', secondsInterval: MAIL_EVERY_MS / 1000 }] },
	},
};

const noOp: NodeSketch = { name: 'Nothing', type: 'n8n-nodes-base.noOp' };

function webhook(): NodeSketch {
	const path = randomUUID();
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		// As in run.mts: n8n 2.41 spares version 2 the isolate that each delivery to any other trigger gets.
		typeVersion: 1,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	};
}

function requestWith(httpHeaderAuth: CredentialReference) {
	return (name: string, method: string, url: string, jsonBody?: string): NodeSketch => ({
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		credentials: { httpHeaderAuth },
		parameters: {
			method,
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			...(jsonBody && { sendBody: true, specifyBody: 'json', jsonBody }),
			options: {},
		},
	});
}

async function publish({ n8n }: QueueStage, name: string, nodes: NodeSketch[]): Promise<string> {
	const { id } = await n8n.client.createWorkflow(chain(name, ...nodes));
	await n8n.client.publish(id);
	return id;
}

/** What the user of a plain Webhook node does by hand: tells AgentMail the address. */
async function subscribe({ sandbox, publicUrl }: QueueStage, path: string): Promise<void> {
	const answer = await fetch(`${sandbox.url}/v0/webhooks`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({
			url: `${publicUrl}/webhook/${path}`,
			event_types: ['message.received'],
			inbox_ids: [INBOX],
		}),
	});
	if (!answer.ok) throw new Error(`The sandbox made no webhook: ${await answer.text()}`);
}
