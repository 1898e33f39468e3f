import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { parameterReader } from '../../nodes/AgentMail/operation/parameters.js';
import { chain, createEngine, output } from '../../scripts/engine/engine.mjs';

const PATHS = [
	'text',
	'amount',
	'shown',
	'place',
	'options',
	'options.a',
	'options.a.b',
	'options.b',
	'nowhere',
];

/** Reads each parameter for each item, twice, with our reader and as n8n does it. */
const reader = {
	description: {
		displayName: 'Reader',
		name: 'reader',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
			// n8n refuses what is no number, and names the item.
			{ displayName: 'Amount', name: 'amount', type: 'number', default: 0, validateType: 'number' },
			{
				displayName: 'Shown',
				name: 'shown',
				type: 'string',
				default: '',
				displayOptions: { show: { text: ['x'] } },
			},
			{ displayName: 'Place', name: 'place', type: 'resourceLocator', default: {} },
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				default: {},
				options: [
					{ displayName: 'A', name: 'a', type: 'string', default: '' },
					{ displayName: 'B', name: 'b', type: 'number', default: 0, validateType: 'number' },
				],
			},
		],
	},
	async execute(this: IExecuteFunctions) {
		const ours = parameterReader(this);
		const theirs = (path: string, index: number): unknown =>
			this.getNodeParameter(path, index, null);
		const readings = [1, 2].flatMap(() =>
			PATHS.flatMap((path) =>
				this.getInputData().map((_, index) => ({
					json: {
						path,
						ours: outcome(() => ours(path, index)),
						theirs: outcome(() => theirs(path, index)),
					},
				})),
			),
		);
		return [readings];
	},
} as unknown as INodeType;

function outcome(read: () => unknown) {
	try {
		return { value: read() };
	} catch (error) {
		const { message, description } = error as Error & { description?: string };
		return { message, description };
	}
}

const engine = createEngine({}, { nodes: { 'test.reader': reader } });

const expression = fc.constantFrom(
	'={{ $json.x }}',
	'={{ $itemIndex }}',
	'=Hello {{ $json.x }}',
	'={{ { a: $json.x } }}',
	'={{ undefined }}',
	'={{ null }}',
	"={{ $json.x === 1 ? 'x' : $('Nowhere').first().json.x }}",
	'={{ DateTime.fromISO("2026-01-31T09:00:00Z").plus({ days: $itemIndex }) }}',
	'=',
);
const constant = fc.oneof(
	fc.constantFrom('x', '', ' = 1', '{{ $json.x }}', null, true, 0, '7'),
	fc.string(),
);
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		expression,
		constant,
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
	),
}));
const parameters = fc.record(
	{
		text: value,
		amount: fc.oneof(expression, fc.constantFrom(0, '7')),
		shown: value,
		place: fc.record({ __rl: fc.constant(true), mode: fc.constant('id'), value }),
		options: fc.oneof(expression, fc.dictionary(fc.constantFrom('a', 'b'), value)),
	},
	{ requiredKeys: [] },
);
const items = fc.array(fc.record({ x: fc.oneof(fc.constant(1), fc.jsonValue()) }), {
	minLength: 1,
	maxLength: 4,
});

test('a parameter is what n8n makes of it for that item, however often it is read', async () => {
	const n8n = await engine;
	await fc.assert(
		fc.asyncProperty(parameters, items, async (parameters, items) => {
			const ended = await n8n.run({
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
					{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
					{ name: 'Reader', type: 'test.reader', parameters: parameters as never },
				],
				connections: chain('Start', 'Items', 'Reader'),
			});
			const readings = output(ended, 'Reader').map(({ json }) => json);
			expect(readings).toHaveLength(2 * PATHS.length * items.length);
			expect(readings.map(({ path, ours }) => [path, ours])).toEqual(
				readings.map(({ path, theirs }) => [path, theirs]),
			);
		}),
		{ numRuns: 100 },
	);
});
