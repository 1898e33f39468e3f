import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api } from '../transport/api';
import { propertiesOf, readAll, type Fields, type Values } from './field';
import type { Item } from './item';

/** What an operation gives for one input item: a JSON object or several, or files with their JSON. */
export type Answer = object | object[];

/** A JSON object that travels with files. */
export class WithFiles {
	constructor(
		readonly json: object,
		readonly binary: IBinaryKeyData,
	) {}
}

/** What `run` of an operation gets besides its fields. */
export interface Call {
	readonly item: Item;
	readonly api: Api;
	/** For the header `Idempotency-Key` of a send, or the `client_id` of a create: see {@link idempotencyKey}. */
	readonly key: string;
}

/** One thing a person can do with a resource. */
export interface Operation {
	readonly name: string;
	readonly action: string;
	readonly description: string;
	/** Without name of resource and operation: {@link describe} adds when they are shown. */
	properties(): INodeProperties[];
	run(call: Call): Promise<Answer>;
}

export interface OperationDefinition<F extends Fields> {
	/** As in the list of operations: `Reply`. */
	name: string;
	/** As in the node picker, and what an AI agent reads: `Reply to message`. */
	action: string;
	description: string;
	/** The parameter name is the key. */
	fields: F;
	run(values: Values<F>, call: Call): Promise<Answer>;
	/** With this, the panel offers Simplify, on by default. At most ten fields, flat. */
	simplify?: (answer: IDataObject) => IDataObject;
}

export function defineOperation<F extends Fields>(definition: OperationDefinition<F>): Operation {
	const { name, action, description, fields, simplify } = definition;
	return {
		name,
		action,
		description,
		properties: () => [...propertiesOf(fields), ...(simplify ? [SIMPLIFY] : [])],
		async run(call) {
			const answer = await definition.run(await readAll(fields, call.item), call);
			if (!simplify || call.item.parameter('simplify') === false) return answer;
			return simplified(answer, simplify);
		},
	};
}

const SIMPLIFY: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

function simplified(answer: Answer, simplify: (json: IDataObject) => IDataObject): Answer {
	if (Array.isArray(answer)) return answer.map((each) => simplified(each, simplify));
	if (answer instanceof WithFiles) {
		return new WithFiles(simplify(answer.json as IDataObject), answer.binary);
	}
	return simplify(answer as IDataObject);
}

/** What a person picks first: the kind of thing to work with. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly description?: string;
	/** By the value that workflows store. */
	readonly operations: Readonly<Record<string, Operation>>;
}
