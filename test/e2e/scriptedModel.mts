import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { N8nClient } from '../../scripts/n8n/client.mjs';
import type { CredentialReference } from '../../scripts/n8n/workflow.mjs';

/** A call of a tool by a model. */
export interface ToolCall {
	tool: string;
	args: Record<string, unknown>;
}

/** What a model says next: a text, or the call of a tool, or several at once. */
export type Turn = { content: string } | ToolCall | ToolCall[];

/** A message of the conversation as the agent sends it to the model. */
export interface Said {
	role: string;
	content?: unknown;
}

/** A tool as the agent offers it to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { type: string; properties: Record<string, object>; required?: string[] };
}

export interface ScriptedModel {
	/** Base URL for an OpenAI credential. */
	url: string;
	/** The conversation as the model saw it at each of its turns. */
	conversations: Said[][];
	/** What it was offered at each of its turns. */
	tools: OfferedTool[][];
	close(): Promise<void>;
}

/**
 * A model server of OpenAI's form (chat completions) whose answers are written down beforehand: one turn after the
 * other, each told what the model has read so far. An agent that asks more often than there are turns gets HTTP 500. What
 * is asked without tools, such as a title for the chat, is none of its turns.
 */
export async function startScriptedModel(
	script: ReadonlyArray<(conversation: Said[]) => Turn>,
): Promise<ScriptedModel> {
	const conversations: Said[][] = [];
	const offered: OfferedTool[][] = [];
	const server = await serve(({ messages, tools = [] }) => {
		if (tools.length === 0) return { content: 'A title' };
		const next = script[conversations.length];
		conversations.push(messages);
		offered.push(tools.map((tool) => tool.function));
		return next?.(messages);
	});
	return { ...server, conversations, tools: offered };
}

/** The same for an agent without tools: it writes `content` whenever it is asked. */
export async function startWriter(content: string): Promise<Omit<ScriptedModel, 'tools'>> {
	const conversations: Said[][] = [];
	const server = await serve(({ messages }) => {
		conversations.push(messages);
		return { content };
	});
	return { ...server, conversations };
}

async function serve(
	answer: (asked: Asked) => Turn | undefined,
): Promise<Pick<ScriptedModel, 'url' | 'close'>> {
	let turns = 0;
	const server = createServer((request, response) => {
		// n8n's editor asks for a list of models.
		if (request.method !== 'POST') return notFound(response);
		void bodyOf(request).then((asked) => {
			// n8n's native Agents ask for OpenAI's newer form first.
			if (request.url?.endsWith('/responses')) return notFound(response);
			const turn = answer(asked);
			if (!turn) return response.writeHead(500).end('The script is over.');
			return said(response, messageOf(turn, ++turns), asked.stream);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function notFound(response: ServerResponse): void {
	response.writeHead(404, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ error: { message: 'Unknown request URL', code: 'unknown_url' } }));
}

/** The message as one answer, or as a stream of its parts. */
function said(response: ServerResponse, message: object, stream = false): void {
	const finish_reason = 'tool_calls' in message ? 'tool_calls' : 'stop';
	const common = { id: 'scripted', created: 1, model: 'scripted' };
	if (!stream) {
		const answer = { choices: [{ index: 0, message, finish_reason }], usage: USAGE };
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ ...common, object: 'chat.completion', ...answer }));
		return;
	}
	response.setHeader('content-type', 'text/event-stream');
	for (const choice of [
		{ index: 0, delta: message, finish_reason: null },
		{ index: 0, delta: {}, finish_reason },
	]) {
		const chunk = { ...common, object: 'chat.completion.chunk', choices: [choice] };
		response.write(`data: ${JSON.stringify(chunk)}\n\n`);
	}
	response.end('data: [DONE]\n\n');
}

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

interface Asked {
	messages: Said[];
	tools?: Array<{ function: OfferedTool }>;
	stream?: boolean;
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
	let text = '';
	for await (const part of request) text += String(part);
	return JSON.parse(text) as Asked;
}

function messageOf(turn: Turn, number: number) {
	if ('content' in turn) return { role: 'assistant', content: turn.content };
	const tool_calls = [turn].flat().map(({ tool, args }, index) => ({
		index,
		id: index === 0 ? `call_${number}` : `call_${number}_${index}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	}));
	return { role: 'assistant', content: null, tool_calls };
}

/** What the last tool answered, as the model reads it. */
export function lastResult(conversation: Said[]): string {
	const result = conversation.filter(({ role }) => role === 'tool').at(-1)?.content;
	return typeof result === 'string' ? result : JSON.stringify(result);
}

/** Stores a credential by which n8n reaches a model. @returns what a model node has under `credentials` */
export async function modelCredential<T extends string = 'openAiApi'>(
	client: N8nClient,
	{ url }: { url: string },
	type = 'openAiApi' as T,
): Promise<Record<T, CredentialReference>> {
	const { id, name } = await client.createCredential(`Model ${randomUUID()}`, type, {
		apiKey: 'none',
		url,
	});
	return { [type]: { id, name } } as Record<T, CredentialReference>;
}
