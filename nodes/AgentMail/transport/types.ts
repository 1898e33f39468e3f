import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	ISupplyDataFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { ApiPath } from './path';
import type { Repeatability } from './retry';

/** Every n8n context that can call the API. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| ISupplyDataFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

/** The contexts in which a trigger gets events. */
export type ReceivingContext = ITriggerFunctions | IWebhookFunctions;

/** The contexts of triggers. */
export type TriggerContext = IHookFunctions | ReceivingContext;

/** Query parameters by wire name; `undefined`, `null`, `''` and empty lists are left out. */
export type Query = Record<string, QueryValue | QueryValue[] | null | undefined>;
type QueryValue = string | number | boolean;

export interface PostOptions {
	/** Header `Idempotency-Key`: a request is carried out once, however often it is sent with the same key. */
	idempotencyKey?: string;
	/** For a POST that reads, or sets a state. Otherwise a POST is repeated if it has a key or a `client_id`. */
	repeatability?: Repeatability;
}

/** The AgentMail API as one n8n context may use it. Paths are those below `/v0`; answers are the parsed JSON. */
export interface Api {
	get<T = Record<string, unknown>>(path: ApiPath, query?: Query): Promise<T>;
	post<T = Record<string, unknown>>(
		path: ApiPath,
		body?: object,
		options?: PostOptions,
	): Promise<T>;
	/** @param repeatability for a PATCH that does not set a state, but adds to it */
	patch<T = Record<string, unknown>>(
		path: ApiPath,
		body: object,
		repeatability?: Repeatability,
	): Promise<T>;
	delete(path: ApiPath): Promise<void>;
	/** What the key is bound to. Asked once per key and process: a key's binding never changes. */
	identity(): Promise<Identity>;
}

/** A level of AgentMail's hierarchy at which the same resource exists. */
export type Level = 'organization' | 'pod' | 'inbox';

/** What an API key is bound to, and so the most it can reach. (`GET /v0/auth/me`) */
export interface Identity {
	scope_type: Level;
	scope_id: string;
	organization_id: string;
	pod_id?: string;
	inbox_id?: string;
	api_key_id?: string;
}
