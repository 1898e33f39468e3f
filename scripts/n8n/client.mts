import { randomUUID } from 'node:crypto';
import { N8nRestError, RestSession } from './rest.mjs';
import { unflatten, type Execution, type ExecutionSummary } from './execution.mjs';
import { waitUntil } from './waitUntil.mjs';
import type { CredentialReference, Workflow, WorkflowDefinition } from './workflow.mjs';

/** Who owns a test's n8n. It listens on this machine only and lives as long as the test. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Demo-owner-1',
};

interface InstalledPackage {
	packageName: string;
	installedNodes: Array<{ name: string; type: string }>;
	failedLoading?: boolean;
}

interface Credential extends CredentialReference {
	type: string;
}

/** The state of a published workflow's triggers. */
interface Publication {
	status: string;
	liveVersionId: string | null;
	pendingVersionId: string | null;
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** Where a node's list of choices comes from, as the editor asks for it. */
interface DynamicParameter {
	nodeType: string;
	typeVersion?: number;
	/** Path of the parameter, e.g. `parameters.inboxId`. */
	path: string;
	method: string;
	parameters?: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
}

/** What one of n8n's own agents tells while it works. (n8n 2.41: modules/agents/agent-sse-stream) */
export interface AgentEvent {
	type: string;
	toolName?: string;
	/** Of a `tool-result`. */
	output?: unknown;
	isError?: boolean;
	/** Of a `tool-call-suspended`, which waits for an approval. */
	payload?: { runId: string; toolCallId: string; toolName: string };
	[field: string]: unknown;
}

interface Choice {
	name: string;
	value: string | number | boolean;
	url?: string;
	description?: string;
}

/** From a stream of server-sent events. */
function agentEvents(stream: string): AgentEvent[] {
	const lines = stream.split('\n').filter((line) => line.startsWith('data: '));
	return lines.map((line) => JSON.parse(line.slice('data: '.length)) as AgentEvent);
}

/** What n8n says of a workflow whose triggers it sets up before it answers. */
function atOnce(errorMessage: string | null): Publication {
	const [status, trigger] =
		errorMessage === null ? ['published', 'activated'] : ['failed', 'failed'];
	return {
		status,
		liveVersionId: null,
		pendingVersionId: null,
		triggers: [{ nodeId: '', status: trigger, errorMessage }],
	};
}

const ENDED = new Set(['success', 'error', 'crashed', 'canceled']);

/** n8n as a person at its editor uses it. Every call throws {@link N8nRestError} when n8n refuses it. */
export class N8nClient {
	private session: RestSession;

	constructor(readonly url: string) {
		this.session = new RestSession(url);
	}

	private async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
		return await this.session.call<T>(method, `/rest${path}`, body);
	}

	/** Makes the owner's account on a new n8n, logs in on one that has it. */
	async becomeOwner(): Promise<void> {
		try {
			await this.rest('POST', '/owner/setup', OWNER);
		} catch (error) {
			if (!(error instanceof N8nRestError && error.status === 400)) throw error;
			const { email, password } = OWNER;
			await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
		}
	}

	/** n8n's own install of a community package, hot-loaded. */
	async installPackage(name: string, version: string): Promise<InstalledPackage> {
		return await this.rest('POST', '/community-packages', { name, version });
	}

	async installedPackages(): Promise<InstalledPackage[]> {
		return await this.rest('GET', '/community-packages');
	}

	/** The node types as the editor gets them. */
	async nodeTypes(): Promise<Array<{ name: string; displayName: string }>> {
		return await this.session.call('GET', '/types/nodes.json');
	}

	/** Where what the owner makes belongs. */
	async personalProject(): Promise<string> {
		return (await this.rest<{ id: string }>('GET', '/projects/personal')).id;
	}

	/** Opens n8n's own MCP server, which lets AI assistants build workflows. @returns the key it asks for */
	async openMcpServer(): Promise<string> {
		await this.rest('PATCH', '/mcp/settings', { mcpAccessEnabled: true });
		return (await this.rest<{ apiKey: string }>('POST', '/mcp/api-key/rotate', {})).apiKey;
	}

	/** Credential types as the editor gets them. */
	async credentialTypes(): Promise<Array<{ name: string; authenticate?: unknown }>> {
		return await this.session.call('GET', '/types/credentials.json');
	}

	async createCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<Credential> {
		return await this.rest('POST', '/credentials', { name, type, data });
	}

	/** Saves a credential and runs its own test, as the editor does. */
	async testCredential(
		type: string,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const { id, name } = await this.createCredential('test', type, data);
		const credentials = { id, name, type, data };
		return await this.rest('POST', '/credentials/test', { credentials });
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<Workflow> {
		const settings = { executionOrder: 'v1', ...definition.settings };
		return await this.rest('POST', '/workflows', { ...definition, settings, active: false });
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	async updateWorkflow(id: string, change: Partial<WorkflowDefinition>): Promise<Workflow> {
		const { versionId } = await this.workflow(id);
		return await this.rest('PATCH', `/workflows/${id}`, { ...change, versionId });
	}

	/** Publishes the newest version; returns when its triggers are set up, or n8n has given up on one of them. */
	async activate(id: string, timeoutMs = 30_000): Promise<Publication> {
		const { versionId } = await this.workflow(id);
		try {
			await this.rest('POST', `/workflows/${id}/activate`, { versionId });
		} catch (error) {
			if (!(error instanceof N8nRestError && error.status === 400)) throw error;
			return atOnce(error.sentence);
		}
		const isSettled = ({ liveVersionId, triggers }: Publication) =>
			liveVersionId === versionId || triggers.some(({ status }) => status !== 'activated');
		return (await this.published(id, isSettled, timeoutMs)) ?? atOnce(null);
	}

	/** Publishes, and throws with n8n's sentence when a trigger could not be set up. */
	async publish(id: string): Promise<void> {
		const { triggers } = await this.activate(id);
		const refused = triggers.find(({ status }) => status !== 'activated');
		if (refused) throw new Error(`Not published: ${refused.errorMessage}`);
	}

	/** Unpublishes; returns when the triggers are torn down. */
	async deactivate(id: string, timeoutMs = 30_000): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		await this.published(id, ({ triggers }) => triggers.length === 0, timeoutMs);
	}

	/**
	 * n8n answers "activate" before it calls the triggers: the outcome is told elsewhere.
	 *
	 * @returns `undefined` for an n8n without its publication service, n8n 1 too: its answer was the outcome
	 */
	private async published(
		id: string,
		isSettled: (state: Publication) => boolean,
		timeoutMs: number,
	): Promise<Publication | undefined> {
		const settled = async () => {
			const state = await this.publication(id);
			if (!state) return { state };
			const isBusy = state.status === 'publishing' || state.pendingVersionId !== null;
			return !isBusy && isSettled(state) ? { state } : undefined;
		};
		const what = `workflow ${id} to be (un)published`;
		return (await waitUntil(what, settled, { timeoutMs })).state;
	}

	private async publication(id: string): Promise<Publication | undefined> {
		try {
			return await this.rest('GET', `/workflows/${id}/publication-status`);
		} catch (error) {
			if (error instanceof N8nRestError && error.status === 404) return undefined;
			throw error;
		}
	}

	/** Gives n8n's own assistant (Instance AI) a model of OpenAI's form to think with. */
	async giveAssistant({ url }: { url: string }): Promise<void> {
		await this.rest('PUT', '/instance-ai/settings', {
			modelName: 'scripted',
			modelConnection: { type: 'openAiApi', data: { apiKey: 'none', url } },
		});
	}

	/** Says something to n8n's own assistant, in a conversation of its own; returns once it has answered. */
	async askAssistant(message: string): Promise<void> {
		const threadId = randomUUID();
		const projectId = await this.personalProject();
		await this.rest('POST', '/instance-ai/threads', {
			threadId,
			projectId,
			source: 'assistant_page',
		});
		await this.rest('POST', `/instance-ai/chat/${threadId}`, { message });
		await waitUntil(
			"n8n's assistant to answer",
			async () => {
				const path = `/instance-ai/threads/${threadId}/status`;
				const { hasActiveRun } = await this.rest<{ hasActiveRun: boolean }>('GET', path);
				return hasActiveRun ? undefined : true;
			},
			{ timeoutMs: 60_000, everyMs: 100 },
		);
	}

	/** Makes a native Agent of n8n's. @returns its path, for {@link chatWithAgent} */
	async createAgent(schema: { name: string } & Record<string, unknown>): Promise<string> {
		const agents = `/projects/${await this.personalProject()}/agents/v2/`;
		const { id } = await this.rest<{ id: string }>('POST', agents, { name: schema.name, schema });
		return agents + id;
	}

	/** Says something to a native Agent; returns what it did, once it has answered or waits for an approval. */
	async chatWithAgent(agent: string, message: string): Promise<AgentEvent[]> {
		return agentEvents(await this.session.text('POST', `/rest${agent}/chat`, { message }));
	}

	/** Answers a native Agent that waits for an approval. @param events what it told until then */
	async decide(agent: string, events: AgentEvent[], approved: boolean): Promise<AgentEvent[]> {
		const waiting = events.find(({ type }) => type === 'tool-call-suspended')?.payload;
		if (!waiting) throw new Error('The agent waits for no approval.');
		const { runId, toolCallId } = waiting;
		const decision = { runId, toolCallId, resumeData: { approved } };
		return agentEvents(await this.session.text('POST', `/rest${agent}/chat/resume`, decision));
	}

	/** Starts a run by hand. A webhook trigger then waits for one call on its test address. */
	async startRun(
		id: string,
		trigger: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return await this.rest('POST', `/workflows/${id}/run`, {
			// n8n 1 runs what it is sent, not what it has stored.
			workflowData: await this.workflow(id),
			triggerToStartFrom: { name: trigger },
		});
	}

	/** Runs a workflow by hand and returns its ended execution. */
	async run(id: string, trigger: string): Promise<Execution> {
		const { executionId } = await this.startRun(id, trigger);
		if (!executionId) throw new Error(`The run of ${id} did not start an execution.`);
		return await this.endedExecution(executionId);
	}

	/** The executions of a workflow, newest first, at most 100. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.rest<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results;
	}

	/** How many executions a workflow has. */
	async executionCount(workflowId: string): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { count } = await this.rest<{ count: number }>(
			'GET',
			`/executions?filter=${filter}&limit=1`,
		);
		return count;
	}

	/** Waits until none of a workflow's executions runs and there are `count` or more. */
	async endedCount(workflowId: string, count: number, timeoutMs = 60_000): Promise<void> {
		await waitUntil(
			`${count} ended executions of workflow ${workflowId}`,
			async () => {
				const newest = await this.executions(workflowId);
				const isSettled = newest.every(({ status }) => ENDED.has(status));
				return isSettled && (await this.executionCount(workflowId)) >= count ? true : undefined;
			},
			{ timeoutMs, everyMs: 100 },
		);
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...summary } = await this.rest<ExecutionSummary & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		return { ...summary, data: unflatten(data) as Execution['data'] };
	}

	/** Stops an execution, also one that waits. */
	async stop(id: string): Promise<void> {
		await this.rest('POST', `/executions/${id}/stop`, {});
	}

	async endedExecution(id: string, timeoutMs = 30_000): Promise<Execution> {
		return await waitUntil(
			`execution ${id} to end`,
			async () => {
				const execution = await this.execution(id);
				return ENDED.has(execution.status) ? execution : undefined;
			},
			{ timeoutMs },
		);
	}

	/** Waits until a workflow has `count` executions or more and none still runs; returns all of them, newest first. */
	async endedExecutions(
		workflowId: string,
		count: number,
		timeoutMs = 30_000,
	): Promise<Execution[]> {
		const ended = await waitUntil(
			`${count} ended executions of workflow ${workflowId}`,
			async () => {
				const all = await this.executions(workflowId);
				const isSettled = all.length >= count && all.every(({ status }) => ENDED.has(status));
				return isSettled ? all : undefined;
			},
			{ timeoutMs, everyMs: 100 },
		);
		return await Promise.all(ended.map(async ({ id }) => await this.execution(id)));
	}

	/** The choices of a drop-down that a node fills (`loadOptionsMethod`). */
	async loadOptions({ method, ...parameter }: DynamicParameter): Promise<Choice[]> {
		return await this.rest('POST', '/dynamic-node-parameters/options', {
			...dynamicRequest(parameter),
			methodName: method,
		});
	}

	/** A page of a resource locator's list (`searchListMethod`). */
	async listSearch(
		{ method, ...parameter }: DynamicParameter,
		search: { filter?: string; paginationToken?: string } = {},
	): Promise<{ results: Choice[]; paginationToken?: unknown }> {
		return await this.rest('POST', '/dynamic-node-parameters/resource-locator-results', {
			...dynamicRequest(parameter),
			methodName: method,
			...search,
		});
	}
}

function dynamicRequest(parameter: Omit<DynamicParameter, 'method'>) {
	const { nodeType, typeVersion = 1, path, parameters = {}, credentials } = parameter;
	return {
		path,
		nodeTypeAndVersion: { name: nodeType, version: typeVersion },
		currentNodeParameters: parameters,
		credentials,
	};
}
