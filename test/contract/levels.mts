import type { AgentMailClient } from 'agentmail';

import { byId, INBOX, POD, type Case } from './case.mjs';

type Level = 'organization' | 'pod' | 'inbox';

const LEVELS = {
	organization: { prefix: '', node: {}, view: (client: AgentMailClient) => client },
	pod: {
		prefix: 'pods.',
		node: { scope: 'pod', podId: byId(POD) },
		view: (client: AgentMailClient) => below(client.pods, POD),
	},
	inbox: {
		prefix: 'inboxes.',
		node: { scope: 'inbox', inboxId: byId(INBOX) },
		view: (client: AgentMailClient) => below(client.inboxes, INBOX),
	},
};

/** Cases written for the organization, at each of these levels: `threads.get`, `pods.threads.get`, `inboxes.threads.get`. */
export function at(levels: Level[], cases: Case[]): Case[] {
	return levels.flatMap((level) => {
		const { prefix, node, view } = LEVELS[level];
		return cases.map((each) => ({
			...each,
			method: prefix + each.method,
			sdk: async (client: AgentMailClient) => await each.sdk(view(client)),
			node: { ...each.node, ...node },
		}));
	});
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** The resources of one pod or inbox, called like the organization's: `threads.get(id)` → `pods.threads.get(pod, id)`. */
function below(resources: object, id: string): AgentMailClient {
	const bound = (methods: Methods) =>
		new Proxy(methods, {
			get:
				(_, method) =>
				(...args: unknown[]) =>
					methods[String(method)]!(id, ...args),
		});
	return new Proxy(resources as Record<string, Methods>, {
		get: (all, resource) => bound(all[String(resource)]!),
	}) as unknown as AgentMailClient;
}
