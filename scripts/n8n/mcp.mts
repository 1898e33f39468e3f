import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

/** What a tool answered: the text that a model reads, and the same as data where the server has it. */
export interface ToolAnswer {
	text: string;
	data: Record<string, unknown>;
	isError: boolean;
}

/** A connection to a server of the Model Context Protocol, by the official client. */
export interface McpConnection {
	/** Names of the tools that the server offers. */
	tools(): Promise<string[]>;
	/** @param seconds until the answer must be there */
	call(tool: string, args?: Record<string, unknown>, seconds?: number): Promise<ToolAnswer>;
	close(): Promise<void>;
}

/** @param key sent as bearer token, where the server wants one */
export async function connectToMcp(url: string, key?: string): Promise<McpConnection> {
	const client = new Client({ name: 'n8n-nodes-agentmail-plus', version: '1.0.0' });
	const headers = key === undefined ? undefined : { authorization: `Bearer ${key}` };
	const transport = new StreamableHTTPClientTransport(
		new URL(url),
		headers && { requestInit: { headers } },
	);
	// Its optional `sessionId` does not fit `exactOptionalPropertyTypes`.
	await client.connect(transport as Transport);
	return {
		tools: async () => (await client.listTools()).tools.map(({ name }) => name),
		async call(name, args = {}, seconds = 60) {
			const options = { timeout: seconds * 1000 };
			const answer = CallToolResultSchema.parse(
				await client.callTool({ name, arguments: args }, CallToolResultSchema, options),
			);
			const text = answer.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
			return { text, data: answer.structuredContent ?? {}, isError: answer.isError === true };
		},
		close: async () => await client.close(),
	};
}
