import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api } from '../transport/types';
import { FIRST_WIDTH, MOST_WIDTH } from '../shared/adaptiveWidth';
import { mapConcurrently } from '../shared/mapConcurrently';
import { propertiesOf, readAll, type Fields, type Values } from '../fields/field';
import type { Item } from '../fields/item';
import { finished, OUTPUT_PROPERTIES, type Answer } from './output';

/** What `run` of an operation gets besides its fields. */
export interface Call {
	readonly item: Item;
	readonly api: Api;
	/** For the header `Idempotency-Key` of a send, or the `client_id` of a create: see {@link idempotencyKey}. */
	readonly key: string;
}

/** There is at least one. */
export type NonEmpty<T> = [T, ...T[]];

/** One item of an operation that the API can do for many at once. */
export interface BatchMember {
	/** Members of equal groups may go out together: the same inbox, the same change. */
	readonly group: string;
	/** What the item is about. Two items may be about the same. */
	readonly id: string;
	/** How many ids one request takes. */
	readonly size: number;
	/** Does it for all ids of the group at once. @returns answers by id; an id that the API skipped is missing */
	run(ids: string[]): Promise<Map<string, object>>;
}

/** One thing a person can do with a resource. */
export interface Operation {
	readonly name: string;
	readonly action: string;
	readonly description: string;
	/**
	 * The SDK's methods behind it, held by the contract test; for what is newer than the SDK, the call: `GET /v0/metrics/rates`.
	 * Where it has a Scope, a method of the organization such as `threads.get` stands for that of each level it offers:
	 * `pods.threads.get` …
	 */
	readonly api: string | readonly string[];
	/** Without name of resource and operation: {@link describe} adds when they are shown. */
	properties(): INodeProperties[];
	run(call: Call): Promise<Answer>;
	/** Instead of {@link run}, for operations that do one thing for all input items. */
	runAll?(calls: NonEmpty<Call>): Promise<Answer>;
	/** For operations that the API does for many at once. @returns `undefined` for an item that must go alone */
	batchMember?(item: Item): Promise<BatchMember | undefined>;
	/** No AI agent may do it. */
	readonly forPeopleOnly?: true;
	/** The answer as the person wants it. */
	finish(answer: Answer, item: Item): Answer;
}

export interface OperationDefinition<F extends Fields> {
	/** As in the list of operations: `Reply`. */
	name: string;
	/** As in the node picker, and what an AI agent reads: `Reply to message`. */
	action: string;
	description: string;
	/** See {@link Operation.api}. */
	api: Operation['api'];
	/** See {@link Operation.forPeopleOnly}. */
	forPeopleOnly?: true;
	/** The parameter name is the key. */
	fields: F;
	run(values: Values<F>, call: Call): Promise<Answer>;
	/** With this, several items go out in one request where they can. */
	batch?(values: Values<F>, api: Api): BatchMember | undefined;
	/** With this, the panel offers Simplify, on by default. Few fields, flat, what people read first. */
	simplify?: (answer: IDataObject) => IDataObject;
}

export function defineOperation<F extends Fields>(definition: OperationDefinition<F>): Operation {
	const { name, action, description, api, forPeopleOnly, fields, simplify, batch } = definition;
	return {
		name,
		action,
		description,
		api,
		forPeopleOnly,
		properties: () =>
			withParallel([...propertiesOf(fields), ...(simplify ? OUTPUT_PROPERTIES : [])]),
		run: async (call) => await definition.run(await readAll(fields, call.item), call),
		batchMember: batch && (async (item) => batch(await readAll(fields, item), item.api)),
		finish: (answer, item) => finished(answer, item, simplify),
	};
}

interface JointDefinition<F extends Fields> extends Pick<
	OperationDefinition<F>,
	'name' | 'action' | 'description' | 'api' | 'fields'
> {
	/** @param values those of each item, in the order of `calls` */
	runAll(values: NonEmpty<Values<F>>, calls: NonEmpty<Call>): Promise<Answer>;
}

/** An operation that does one thing for all input items: one question about all of them, one pause. */
export function defineJointOperation<F extends Fields>(definition: JointDefinition<F>): Operation {
	const { name, action, description, api, fields } = definition;
	async function runAll(calls: NonEmpty<Call>): Promise<Answer> {
		const [first, ...others] = await mapConcurrently(
			calls,
			1,
			async ({ item }) => await readAll(fields, item),
		);
		return await definition.runAll([first!, ...others], calls);
	}
	return {
		name,
		action,
		description,
		api,
		properties: () => propertiesOf(fields),
		run: async (call) => await runAll([call]),
		runAll,
		finish: (answer) => answer,
	};
}

/** Where there are options, one says how many requests to have in flight. Options stand last in the panel. */
function withParallel(properties: INodeProperties[]): INodeProperties[] {
	const given = properties.find(({ name }) => name === 'options');
	if (!given) return properties;
	const inside = [...((given.options ?? []) as INodeProperties[]), PARALLEL].sort((a, b) =>
		a.displayName.localeCompare(b.displayName, 'en'),
	);
	return [...properties.filter((property) => property !== given), { ...given, options: inside }];
}

const PARALLEL: INodeProperties = {
	displayName: 'Parallel Requests',
	name: 'parallel',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_WIDTH },
	default: FIRST_WIDTH,
	displayOptions: { hide: { '@tool': [true] } },
	description: 'How many requests run at once. Without this option the node finds out by itself.',
};

/** What a person picks first: the kind of thing to work with. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	/** By the value that workflows store. */
	readonly operations: Readonly<Record<string, Operation>>;
}
