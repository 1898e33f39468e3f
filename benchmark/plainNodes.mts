import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

export const LOADING_AGENT = 'test.loadingAgent';

/** The plain way of each measure as an n8n node: the same engine and HTTP helper, without what this package adds. */
export const plainNodes: Record<string, INodeType> = {
	/** For each item the request it holds, one after the other. */
	'test.oneByOne': node(async (context, items) => {
		const answers: INodeExecutionData[] = [];
		for (const { json } of items) {
			answers.push({ json: await request(context, json as unknown as IHttpRequestOptions) });
		}
		return answers;
	}),
	/** Loads its memory, as an AI Agent does before it asks its model. */
	[LOADING_AGENT]: node(
		async (context) => {
			const memory = (await context.getInputConnectionData('ai_memory', 0)) as {
				loadMemoryVariables(values: object): Promise<unknown>;
			};
			await memory.loadMemoryVariables({});
			return [];
		},
		['main', { type: 'ai_memory', maxConnections: 1 }],
	),
	/** Downloads a file into memory, then stores it. */
	'test.buffer': node(async (context, [item]) => {
		const location = await request(context, item!.json as unknown as IHttpRequestOptions);
		const url = String(location.download_url);
		const bytes = (await context.helpers.httpRequest({ url, encoding: 'arraybuffer' })) as Buffer;
		const data = await context.helpers.prepareBinaryData(bytes, 'file.bin');
		return [{ json: {}, binary: { data } }];
	}),
	/** Sends a file as base64 in an object. */
	'test.upload': node(async (context, [item]) => {
		const bytes = await context.helpers.getBinaryDataBuffer(0, 'data');
		const attachments = [{ filename: 'file.bin', content: bytes.toString('base64') }];
		const { method, url } = item!.json as unknown as IHttpRequestOptions;
		const body = { to: ['jane@example.com'], text: 'x', attachments };
		return [{ json: await request(context, { method, url, body }) }];
	}),
};

async function request(context: IExecuteFunctions, options: IHttpRequestOptions) {
	return (await context.helpers.httpRequestWithAuthentication.call(context, 'agentMailApi', {
		json: true,
		...options,
	})) as INodeExecutionData['json'];
}

function node(
	run: (context: IExecuteFunctions, items: INodeExecutionData[]) => Promise<INodeExecutionData[]>,
	inputs: INodeTypeDescription['inputs'] = ['main'],
): INodeType {
	return {
		description: {
			displayName: 'Plain',
			name: 'plain',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs,
			outputs: ['main'],
			credentials: [{ name: 'agentMailApi' }],
			properties: [],
		},
		async execute() {
			return [await run(this, this.getInputData())];
		},
	} as INodeType;
}
