import { hasExecution } from '../fields/item';
import { BoundedMap } from '../shared/boundedMap';
import { digestOf } from '../shared/digest';
import { CREDENTIAL } from '../transport/api';
import { executionOf } from '../transport/executionNonce';
import type { ApiPath } from '../transport/path';
import { serverOf, type AgentMailCredential } from '../transport/server';
import type { Call } from './operation';

/** The keys of requests whose answer was lost, by what a repeat has in common with them. */
interface InDoubt {
	get(same: string): string | undefined;
	set(same: string, key: string): void;
	delete(same: string): void;
}

const ofExecutions = new WeakMap<object, InDoubt>();

/** A model that is told of a lost answer calls again at once, or when a person says so. */
const KEPT_MS = 10 * 60_000;
const MOST = 1000;
const withoutExecution = new BoundedMap<{ key: string; until: number }>(MOST);

/**
 * What is in doubt in the execution of a call.
 *
 * A call of a native Agent, or over the MCP Server Trigger, has no execution, and n8n says nothing of which conversation
 * it belongs to. There it is what is in doubt in this process, for whoever uses the same API key.
 */
export async function inDoubtOf({ item }: Call): Promise<InDoubt> {
	const { context } = item;
	if (!hasExecution(item)) {
		return ofCredential(await context.getCredentials<AgentMailCredential>(CREDENTIAL));
	}
	const execution = executionOf(context);
	const known = ofExecutions.get(execution) ?? new Map<string, string>();
	ofExecutions.set(execution, known);
	return known;
}

function ofCredential(credential: AgentMailCredential): InDoubt {
	const name = (same: string) => digestOf([serverOf(credential).origin, credential.apiKey, same]);
	return {
		get: (same) => {
			const { key, until } = withoutExecution.get(name(same)) ?? { until: 0 };
			return until > Date.now() ? key : undefined;
		},
		set: (same, key) => withoutExecution.set(name(same), { key, until: Date.now() + KEPT_MS }),
		delete: (same) => withoutExecution.delete(name(same)),
	};
}

/**
 * What a repeat of a call has in common with it. To n8n each try of an AI agent's tool is a run of its own, and so is
 * the call of a model that tries again: there the content tells that it is the same.
 */
export function sameOf(call: Call, about: ApiPath, body: object): string {
	return call.item.isTool ? digestOf([String(about), body]) : call.key;
}
