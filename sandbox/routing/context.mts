import type { Level } from '../access/scope.mjs';
import type { Query } from '../http/query.mjs';
import type { Key, Permission, Scope } from '../records.mjs';
import type { Services } from '../services.mjs';

/** All that a route's answer depends on. */
export interface Context extends Services {
	key: Key;
	level: Level;
	/** What this request can see: the narrower of its path and its key. */
	scope: Scope;
	/** Decoded path parameters. */
	params: Record<string, string | undefined>;
	/** As it came, encoded, without the query. */
	path: string;
	query: Query;
	body: unknown;
	/** A fault wants the next list answered empty, with a token. */
	emptyPage: boolean;
}

export interface Route {
	/** The SDK's method, such as `batchGet`; not given for what is newer than SDK 0.5.27. */
	sdk?: string;
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below the level's prefix, parameters as `:name`. */
	path: string;
	/** Where the API has fewer levels for this route than for its resource. */
	levels?: Level[];
	permission?: Permission;
	/** Honours `Idempotency-Key` (AgentMail docs: idempotency). */
	idempotent?: true;
	/** At organization level only for keys that are bound to the whole organization. */
	organizationKeyOnly?: true;
	/** The body of a 200, or `undefined` for a 204. */
	answer(context: Context): unknown;
}

/** The routes of one resource, wherever they are mounted. */
export interface Resource {
	/** The SDK's name, such as `apiKeys`. */
	name: string;
	levels: Level[];
	routes: Route[];
}

/** A path parameter. @throws Error if the route has no such parameter: a defect of the sandbox */
export function parameter(context: Context, name: string): string {
	const value = context.params[name];
	if (value === undefined) throw new Error(`The route ${context.path} has no parameter ${name}`);
	return value;
}
