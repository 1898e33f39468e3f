import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeExecutionData,
	INodeListSearchResult,
	INodeCredentialTestResult,
	INodePropertyOptions,
	INodeType,
	IRun,
	ITriggerResponse,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import {
	ACTION,
	nodeWith,
	PACKAGE,
	QUEUE_TRIGGER,
	TOOL,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
} from '../nodeTypes.mjs';
import { itemsNode, manualTrigger } from './nodes.mjs';
import { fakeResponse } from './response.mjs';

/**
 * n8n's own engine in this process, with the built package (`dist`) loaded the way n8n loads it: real expressions,
 * parameters, HTTP helpers, error wrapping and binary store, in milliseconds. What is missing is n8n's server around it:
 * login, webhook routes, queue. That is scripts/n8n.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist/');

// Node's own module system and process, also in jest (test/environment.mjs).
const { nodeModule = Module } = globalThis as { nodeModule?: typeof Module };
const { createRequire } = nodeModule;
const require = createRequire(import.meta.url);
const process = require('node:process') as NodeJS.Process;

// What our modules remember ends with the test file, as it ends with n8n's process.
for (const file of Object.keys(require.cache)) {
	if (file.startsWith(dist)) delete require.cache[file];
}

/** A module of the built package, as the engine has loaded it: `transport/timings`. */
export const built = (module: string): unknown =>
	require(join(dist, 'nodes/AgentMail', `${module}.js`));

if (process.env.N8N_USER_FOLDER === undefined) {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	process.env.N8N_USER_FOLDER = folder;
}
process.env.N8N_ENCRYPTION_KEY ??= 'engine-tests-only';
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED ??= 'false';

export { ACTION, QUEUE_TRIGGER, TOOL, TRIGGER, WEB_SOCKET_TRIGGER };
export const CREDENTIALS = { agentMailApi: { id: '1', name: 'AgentMail' } };

export interface NodeDefinition extends Partial<Omit<INode, 'name' | 'type'>> {
	name: string;
	type: string;
}

export interface WorkflowDefinition {
	nodes: NodeDefinition[];
	connections?: Workflow['connectionsBySourceNode'];
	staticData?: object;
	settings?: object;
}

/** Nodes in a row: `chain('Start', 'AgentMail')`. */
export function chain(...names: string[]): Workflow['connectionsBySourceNode'] {
	return Object.fromEntries(
		names
			.slice(0, -1)
			.map((name, i) => [name, { main: [[{ node: names[i + 1]!, type: 'main', index: 0 }]] }]),
	);
}

/** What `webhook()` gets of an HTTP request. */
export interface Delivery {
	body: Buffer | string | object;
	headers?: Record<string, string>;
}

/** How n8n takes it. */
export interface Taking {
	/** `manual`: somebody listens for a test event. */
	mode?: 'webhook' | 'manual';
	/** A line of the node's log. */
	log?(level: string, line: string): void;
}

export interface Answer {
	status: number;
	body: unknown;
	result: IWebhookResponseData;
}

/** What n8n's server does for a listening trigger. */
export interface Listener {
	/** Starts a run; rejects if it could not be stored. n8n skips a key that it has stored before. */
	run(items: INodeExecutionData[], deduplicationKey: string | undefined): Promise<unknown>;
	/** The trigger gave up. */
	failed?(error: Error): void;
	/** A line of the node's log. */
	log?(level: string, line: string): void;
	activation?: 'init' | 'activate' | 'update' | 'leadershipChange';
	/** `manual`: somebody listens for a test event. */
	mode?: 'trigger' | 'manual';
	/** As n8n before 2.20, whose `emit` takes no key and says nothing of a run that could not be stored. */
	isOld?: boolean;
}

/** What somebody does who has a link. */
export interface Visit {
	method?: 'GET' | 'POST';
	/** As n8n hands it over: by name, or `{data, files}` of a form with files. */
	form?: Record<string, unknown>;
	headers?: Record<string, string>;
}

const queryOf = ({ searchParams }: URL) => Object.fromEntries(searchParams);

interface EngineOptions {
	/** More node types, by full name. */
	nodes?: Record<string, INodeType>;
}

export async function createEngine(
	credential: ICredentialDataDecryptedObject,
	{ nodes = {} }: EngineOptions = {},
) {
	// A community package finds n8n-workflow over NODE_PATH: n8n's own copy.
	process.env.NODE_PATH = join(root, 'node_modules');
	(nodeModule as unknown as { _initPaths(): void })._initPaths();
	require('reflect-metadata');
	const core = require('n8n-core');
	const fromCore = createRequire(require.resolve('n8n-core'));
	const wf = fromCore('n8n-workflow');
	const { Container } = fromCore('@n8n/di');
	await Container.get(core.BinaryDataService).init();
	const loader = new core.PackageDirectoryLoader(root);
	await loader.loadAll();

	const builtin: Record<string, INodeType> = {
		'n8n-nodes-base.manualTrigger': manualTrigger,
		'test.items': itemsNode,
		...nodes,
	};
	const bare = (type: string) => type.slice(loader.packageName.length + 1);
	const nodeTypes = {
		getByName: (type: string) => builtin[type] ?? loader.getNode(bare(type)).type,
		getByNameAndVersion: (type: string, version?: number): INodeType => {
			const known = builtin[type];
			if (known) return known;
			// `…HitlTool` is the variant that n8n makes for the review of tools: same class, another name.
			const name = bare(type).replace(/HitlTool$/, '');
			const made = wf.NodeHelpers.getVersionedNodeType(loader.getNode(name).type, version);
			if (name === bare(type)) return made;
			const description = { ...made.description, name: bare(type) };
			return Object.assign(Object.create(made), { description }) as INodeType;
		},
		getKnownTypes: () => loader.known.nodes,
	};
	const credentialType = (name: string) => loader.getCredential(name).type as ICredentialType;
	let decrypted = credential;

	class CredentialsHelper extends wf.ICredentialsHelper {
		getParentTypes() {
			return [];
		}
		isCredentialUsableByNode() {
			return true;
		}
		async authenticate(
			data: ICredentialDataDecryptedObject,
			name: string,
			request: IHttpRequestOptions,
		) {
			// n8n copies credential types, which leaves out what stands on their class.
			const { authenticate } = { ...credentialType(name) };
			if (typeof authenticate !== 'function')
				throw new Error(`${name} has no authenticate function`);
			return await authenticate(data, request);
		}
		async preAuthentication() {
			return undefined;
		}
		async runPreAuthentication() {
			return undefined;
		}
		async getCredentials(details: INodeCredentialsDetails, type: string) {
			return new core.Credentials({ id: details.id, name: details.name }, type, '');
		}
		async getDecrypted(_additional: unknown, _details: unknown, type: string) {
			const defaults = credentialType(type).properties.map((p) => [p.name, p.default]);
			return { ...Object.fromEntries(defaults), ...decrypted };
		}
		async updateCredentials() {}
		async updateCredentialsOauthTokenData() {}
		getCredentialsProperties(type: string) {
			return credentialType(type).properties;
		}
	}

	let executions = 0;
	let base = 'https://n8n.example.com';
	const additionalData = (extra: object = {}): IWorkflowExecuteAdditionalData => {
		const executionId = String(++executions);
		const workflowData = { id: 'wf', name: 'wf', nodes: [], connections: {}, active: false };
		return {
			credentialsHelper: new CredentialsHelper(),
			hooks: new core.ExecutionLifecycleHooks('manual', executionId, workflowData),
			executionId,
			currentNodeExecutionIndex: 0,
			variables: {},
			logAiEvent() {},
			getRuntimeCredential: async () => undefined,
			restApiUrl: `${base}/rest`,
			instanceBaseUrl: `${base}/`,
			webhookBaseUrl: `${base}/webhook`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			...extra,
		} as unknown as IWorkflowExecuteAdditionalData;
	};

	const newWorkflow = (definition: WorkflowDefinition): Workflow =>
		new wf.Workflow({
			id: 'wf',
			name: 'wf',
			active: false,
			nodeTypes,
			connections: definition.connections ?? {},
			staticData: definition.staticData ?? {},
			settings: { executionOrder: 'v1', ...definition.settings },
			nodes: definition.nodes.map((node, i) => ({
				id: `node-${i}`,
				position: [0, 0],
				typeVersion: 1,
				parameters: {},
				...(node.type.startsWith(PACKAGE) ? { credentials: CREDENTIALS } : {}),
				...node,
			})),
		});

	const typeOf = (node: INode) => nodeTypes.getByNameAndVersion(node.type, node.typeVersion);

	return {
		wf,
		core,
		nodeTypes,
		newWorkflow,
		/** What the credential holds from now on. */
		useCredential(data: ICredentialDataDecryptedObject) {
			decrypted = data;
		},
		/** Where this n8n is reached from now on: scheme, host and port. */
		useAddress(origin: string) {
			base = origin;
		},

		/** Runs a workflow from its first node to the end. */
		async run(definition: WorkflowDefinition): Promise<IRun> {
			return await this.start(definition);
		},

		/** The same, to be cancelled as a person does it. */
		start(definition: WorkflowDefinition): Promise<IRun> & { cancel(): void } {
			const workflow = newWorkflow(definition);
			return new core.WorkflowExecute(additionalData(), 'manual').run({ workflow });
		},

		/** A file in n8n's binary store, as an item holds it. */
		async store(bytes: Buffer, fileName: string, mimeType: string): Promise<IBinaryData> {
			const location = { type: 'execution', workflowId: 'wf', executionId: 'given' };
			const file = { fileName, mimeType, data: '' };
			return await Container.get(core.BinaryDataService).store(location, bytes, file);
		},

		/**
		 * Runs the action node that offers the resource on items. `settings` are the node's own: `onError`, `retryOnFail`, `maxTries` …
		 * Binary files go in as `{ json, binary }` items.
		 */
		async action(
			parameters: object,
			items: Array<object | INodeExecutionData> = [{}],
			settings: Partial<NodeDefinition> = {},
		): Promise<INodeExecutionData[]> {
			const run = await this.run({
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
					{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
					{
						name: 'AgentMail',
						type: nodeWith(String((parameters as { resource?: unknown }).resource)),
						parameters: parameters as INode['parameters'],
						...settings,
					},
				],
				connections: chain('Start', 'Items', 'AgentMail'),
			});
			return output(run, 'AgentMail');
		},

		/** Runs the tool of an AI agent. */
		async tool(parameters: object, type = TOOL): Promise<INodeExecutionData[]> {
			return await this.action(parameters, [{}], { type });
		},

		/**
		 * One call of a tool by a native Agent: no execution, no workflow, and a node that is made for this call alone. (n8n
		 * 2.41: node-execution/ephemeral-node-executor)
		 */
		async callOfNativeAgent(parameters: object, given: object = {}): Promise<INodeExecutionData[]> {
			const node = { id: randomUUID(), name: 'Target Node', type: TOOL };
			const definition = { ...node, parameters: parameters as INode['parameters'] };
			const workflow = newWorkflow({ nodes: [definition] });
			const [made] = Object.values(workflow.nodes);
			const items = [{ json: given }];
			const data = { main: [items] };
			const context = new core.ExecuteContext(
				workflow,
				made!,
				additionalData({ executionId: undefined }),
				'internal',
				wf.createEmptyRunExecutionData(),
				0,
				items,
				data,
				{ node: made!, data, source: null },
				[],
				// n8n gives none, and this one never fires; with it tests can shorten the waits.
				new AbortController().signal,
			);
			const { execute } = typeOf(made!);
			return ((await execute!.call(context)) as INodeExecutionData[][])[0]!;
		},

		/** One of the trigger's `webhookMethods`, as n8n calls it on (de)activation. */
		async hook(
			workflow: Workflow,
			nodeName: string,
			method: 'checkExists' | 'create' | 'delete',
			{ mode = 'trigger', activation = 'activate' } = {},
		): Promise<boolean> {
			const node = workflow.getNode(nodeName)!;
			const type = typeOf(node);
			const webhookDescription = type.description.webhooks![0]!;
			const webhook = {
				node: nodeName,
				httpMethod: webhookDescription.httpMethod,
				path: `${node.webhookId}/${webhookDescription.path}`,
				webhookDescription,
				workflowId: 'wf',
				workflowExecuteAdditionalData: additionalData(),
			};
			const context = new core.HookContext(
				workflow,
				node,
				additionalData(),
				mode,
				activation,
				webhook,
			);
			return await type.webhookMethods!.default![method].call(context);
		},

		/** What n8n does when somebody saves a credential. (n8n 2.41: credentials-tester.service) */
		async testCredential(data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
			const { description, methods } = nodeTypes.getByNameAndVersion(ACTION);
			const { name, testedBy } = description.credentials![0]!;
			const context = new core.CredentialTestContext(additionalData());
			const credential = { id: '1', name: 'AgentMail', type: name, data };
			return await methods!.credentialTest![testedBy as string]!.call(context, credential);
		},

		/** The trigger's `webhook()` with a request as n8n makes it. Status 200 stands for n8n's own answer. */
		async deliver(
			workflow: Workflow,
			nodeName: string,
			delivery: Delivery,
			{ mode = 'webhook', log }: Taking = {},
		): Promise<Answer> {
			const node = workflow.getNode(nodeName)!;
			const type = typeOf(node);
			const rawBody = toBuffer(delivery.body);
			const httpRequest = {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...delivery.headers },
				contentType: 'application/json',
				encoding: 'utf-8',
				rawBody,
				body: parsed(rawBody),
				params: {},
				query: {},
				readRawBody: async () => {},
			};
			const answer = { status: 200, body: undefined as unknown };
			const httpResponse = fakeResponse(answer);
			const webhookDescription = type.description.webhooks![0]!;
			const context = new core.WebhookContext(
				workflow,
				node,
				additionalData({ httpRequest, httpResponse }),
				mode,
				{ node: nodeName, httpMethod: 'POST', webhookDescription, workflowId: 'wf' },
				[],
				null,
			);
			if (log) Object.defineProperty(context, 'logger', { value: logTo(log) });
			const result = await type.webhook!.call(context);
			// n8n answers a delivery once it has stored the run.
			if (result.workflowData) httpResponse.writableEnded = true;
			return { ...answer, result };
		},

		/** Calls `trigger()` as n8n does when it publishes a workflow, or starts. */
		async listen(
			workflow: Workflow,
			nodeName: string,
			{ run, failed, log, activation = 'activate', mode = 'trigger', isOld = false }: Listener,
		): Promise<ITriggerResponse> {
			interface Done {
				resolve(value: unknown): void;
				reject(error: Error): void;
			}
			const contextOf = (of: Workflow, node: INode, additional: unknown, ...how: string[]) => {
				const emit = (
					[items]: INodeExecutionData[][],
					_response: unknown,
					done: Done,
					key: string | undefined,
				) => void run(items ?? [], key).then(done.resolve, done.reject);
				const oldEmit = ([items]: INodeExecutionData[][], _response: unknown, done: Done) =>
					void run(items ?? [], undefined).then(done.resolve, () => undefined);
				const context = new core.TriggerContext(
					of,
					node,
					additional,
					...how,
					isOld ? oldEmit : emit,
					failed,
				);
				if (log) Object.defineProperty(context, 'logger', { value: logTo(log) });
				return context;
			};
			return await Container.get(core.TriggersAndPollers).runTriggerFunction(
				workflow,
				workflow.getNode(nodeName)!,
				contextOf,
				additionalData(),
				mode,
				activation,
			);
		},

		/**
		 * A request to a link of a paused run: the node's `webhook()` with what n8n gives it then. (n8n 2.41:
		 * webhooks/waiting-webhooks)
		 */
		async visit(run: IRun, definition: WorkflowDefinition, link: string, request: Visit = {}) {
			const workflow = newWorkflow(definition);
			const data = structuredClone(run.data);
			const name = data.resultData.lastNodeExecuted!;
			data.resultData.runData[name]!.pop();
			const url = new URL(link);
			const { method = 'GET', form = {}, headers: sent = {} } = request;
			const httpRequest = { method, headers: sent, body: form, params: {}, query: queryOf(url) };
			const headers: Record<string, string> = {};
			const answer = { status: 200, body: undefined as unknown };
			const httpResponse = fakeResponse(answer, headers);
			const [, executionId] = /waiting\/(\d+)\//.exec(link) ?? [];
			const node = workflow.getNode(name)!;
			const type = typeOf(node);
			const webhookDescription = type.description.webhooks![0]!;
			const context = new core.WebhookContext(
				workflow,
				node,
				additionalData({ executionId, httpRequest, httpResponse }),
				'manual',
				{ node: name, httpMethod: method, webhookDescription, workflowId: 'wf' },
				[],
				data,
			);
			const result: IWebhookResponseData = await type.webhook!.call(context);
			return { ...answer, headers, body: String(answer.body ?? result.webhookResponse), result };
		},

		/** What comes of a paused run at its time limit. */
		async timeOut(run: IRun, definition: WorkflowDefinition): Promise<IRun> {
			const execute = new core.WorkflowExecute(additionalData(), 'manual', run.data);
			return await execute.processRunExecutionData(newWorkflow(definition));
		},

		/** `methods.listSearch` or `methods.loadOptions`, with real parameters and credentials. */
		async method(
			kind: 'listSearch' | 'loadOptions',
			name: string,
			parameters: object = {},
			...args: unknown[]
		): Promise<INodeListSearchResult & INodePropertyOptions[]> {
			const { resource } = parameters as { resource?: unknown };
			const type = nodeWith(String(resource));
			const workflow = newWorkflow({
				nodes: [{ name: 'AgentMail', type, parameters: parameters as INode['parameters'] }],
			});
			const node = workflow.getNode('AgentMail')!;
			const additional = additionalData({ currentNodeParameters: node.parameters });
			const context = new core.LoadOptionsContext(workflow, node, additional, 'parameters');
			const methods = typeOf(node).methods?.[kind] as Record<string, (...a: unknown[]) => unknown>;
			return (await methods[name]!.call(context, ...args)) as INodeListSearchResult &
				INodePropertyOptions[];
		},

		/** The bytes behind a binary property of an item. */
		async bytes(binary: IBinaryData): Promise<Buffer> {
			return binary.id
				? await Container.get(core.BinaryDataService).getAsBuffer(binary)
				: Buffer.from(binary.data, 'base64');
		},
	};
}

function logTo(log: (level: string, line: string) => void) {
	const levels = ['debug', 'info', 'warn', 'error'];
	return Object.fromEntries(levels.map((level) => [level, (line: string) => log(level, line)]));
}

export type Engine = Awaited<ReturnType<typeof createEngine>>;

/** Items a node put out, over all its runs. A node that failed throws its error here. */
export function output(run: IRun, node: string, branch = 0): INodeExecutionData[] {
	const runs = run.data.resultData.runData[node];
	if (!runs) throw run.data.resultData.error ?? new Error(`${node} did not run`);
	return runs.flatMap((each) => {
		// The engine keeps a plain copy of the error.
		if (each.error) throw Object.assign(new Error(each.error.message), each.error);
		return each.data?.main?.[branch] ?? [];
	});
}

function toBuffer(body: Delivery['body']): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(raw: Buffer): unknown {
	try {
		return JSON.parse(raw.toString());
	} catch {
		return undefined;
	}
}
