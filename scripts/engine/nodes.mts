import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** Stands for n8n's own: starts a run with one empty item. */
export const manualTrigger: INodeType = {
	description: describe({
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
	}),
	async execute() {
		return [[{ json: {} }]];
	},
};

/** Puts out the items given as JSON; `{ json, binary }` objects as they are. */
export const itemsNode: INodeType = {
	description: describe({
		displayName: 'Items',
		name: 'items',
		inputs: ['main'],
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }],
	}),
	async execute(this: IExecuteFunctions) {
		const value = this.getNodeParameter('items', 0);
		const items = (typeof value === 'string' ? JSON.parse(value) : value) as object[];
		return [items.map((item) => ('json' in item ? item : { json: item, pairedItem: { item: 0 } }))];
	},
} as INodeType;

function describe(own: Partial<INodeTypeDescription>) {
	return {
		group: ['input'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
		...own,
	} as INodeTypeDescription;
}
