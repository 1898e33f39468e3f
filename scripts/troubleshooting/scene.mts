import { AgentMailClient } from 'agentmail';

import type { Sandbox } from '../../sandbox/index.mjs';

export const INBOX = 'support@agentmail.to';

/** What the mistakes are made with, and what their sentences name. */
export interface Scene {
	/** How a sentence names the server. */
	server: string;
	/** Where this n8n is reached. */
	n8n: string;
	/** A message in the inbox, and its thread. */
	message: string;
	thread: string;
	/** A draft that was sent, so it is a message now. */
	sentDraft: string;
	/** A pod other than the inbox's, and a key bound to it. */
	pod: string;
	podKey: string;
	/** When a draft is to be sent, long ago. */
	past: string;
}

/** The scene that `docs/troubleshooting.md` tells of. */
export const documented: Scene = {
	server: 'the US region',
	n8n: 'http://localhost:5678',
	message: '<CAF=x1+y@mail.gmail.com>',
	thread: '3c1f0b7e-6a0d-4f7b-9a7e-0d6f3b2a1c55',
	sentDraft: '5a1b2c3d-0000-4000-8000-000000000001',
	pod: '11111111-2222-4333-8444-555555555555',
	podKey: 'am_us_…',
	past: '2020-01-31T09:00:00.000Z',
};

/** Sets the scene in a sandbox. */
export async function setScene(sandbox: Sandbox, n8n: string): Promise<Scene> {
	const client = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url });
	const mail = await sandbox.receive(INBOX, {
		from: 'jane@example.com',
		subject: 'Hi',
		text: 'Hi',
	});
	const draft = await client.inboxes.drafts.create(INBOX, { to: ['jane@example.com'], text: 'Hi' });
	await client.inboxes.drafts.send(INBOX, draft.draftId, {});
	const pod = await client.pods.create({ name: 'Another tenant' });
	return {
		...documented,
		server: sandbox.url,
		n8n,
		message: mail.message_id,
		thread: mail.thread_id,
		sentDraft: draft.draftId,
		pod: pod.podId,
		podKey: sandbox.createKey({ pod_id: pod.podId }),
	};
}
