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

export interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	installedNodes: Array<{ name: string; type: string; latestVersion: number }>;
	failedLoading?: boolean;
}

export interface Credential extends CredentialReference {
	type: string;
}

/** The state of a published workflow's triggers. */
export interface Publication {
	status: string;
	liveVersionId: string | null;
	pendingVersionId: string | null;
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** Where a node's list of choices comes from, as the editor asks for it. */
export interface DynamicParameter {
	nodeType: string;
	typeVersion?: number;
	/** Path of the parameter, e.g. `parameters.inboxId`. */
	path: string;
	method: string;
	parameters?: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
}

export interface Choice {
	name: string;
	value: string | number | boolean;
	url?: string;
	description?: string;
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
	async installPackage(name: string): Promise<InstalledPackage> {
		return await this.rest('POST', '/community-packages', { name });
	}

	async installedPackages(): Promise<InstalledPackage[]> {
		return await this.rest('GET', '/community-packages');
	}

	/** The node types as the editor gets them. */
	async nodeTypes(): Promise<Array<{ name: string; displayName: string }>> {
		return await this.session.call('GET', '/types/nodes.json');
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

	/** Runs the credential's own test, as the editor does after saving. */
	async testCredential(
		type: string,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const credentials = { id: '', name: 'test', type, data };
		return await this.rest('POST', '/credentials/test', { credentials });
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<Workflow> {
		const settings = { executionOrder: 'v1', ...definition.settings };
		return await this.rest('POST', '/workflows', { ...definition, settings });
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	async updateWorkflow(id: string, change: Partial<WorkflowDefinition>): Promise<Workflow> {
		const { versionId } = await this.workflow(id);
		return await this.rest('PATCH', `/workflows/${id}`, { ...change, versionId });
	}

	/** Publishes the newest version; returns when its triggers are set up, or n8n has given up on one of them. */
	async activate(id: string): Promise<Publication> {
		const { versionId } = await this.workflow(id);
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
		return await this.published(
			id,
			(state) =>
				state.liveVersionId === versionId ||
				state.triggers.some((trigger) => trigger.status !== 'activated'),
		);
	}

	/** Unpublishes; returns when the triggers are torn down. */
	async deactivate(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		await this.published(id, (state) => state.triggers.length === 0);
	}

	/** n8n answers "activate" before it calls the triggers: the outcome is told elsewhere. */
	private async published(
		id: string,
		isSettled: (state: Publication) => boolean,
	): Promise<Publication> {
		return await waitUntil(`workflow ${id} to be (un)published`, async () => {
			const state = await this.rest<Publication>('GET', `/workflows/${id}/publication-status`);
			const isBusy = state.status === 'publishing' || state.pendingVersionId !== null;
			return !isBusy && isSettled(state) ? state : undefined;
		});
	}

	/** Starts a run by hand. A webhook trigger then waits for one call on its test address. */
	async startRun(
		id: string,
		trigger: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return await this.rest('POST', `/workflows/${id}/run`, {
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

	async execution(id: string): Promise<Execution> {
		const { data, ...summary } = await this.rest<ExecutionSummary & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		return { ...summary, data: unflatten(data) as Execution['data'] };
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
