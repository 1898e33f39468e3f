/** A client of an MCP server, as far as a test needs one. */
export interface McpClient {
	/** Calls a tool. @returns what a model reads of its answer */
	callTool(name: string, args: Record<string, unknown>): Promise<string>;
}

/** Says hello to an MCP server. (Model Context Protocol 2025-03-26: streamable HTTP) */
export async function startMcpClient(url: string): Promise<McpClient> {
	const headers: Record<string, string> = {
		'content-type': 'application/json',
		accept: 'application/json, text/event-stream',
	};
	let calls = 0;

	async function post(message: object): Promise<Response> {
		const body = JSON.stringify({ jsonrpc: '2.0', ...message });
		const answer = await fetch(url, { method: 'POST', headers, body });
		if (!answer.ok) throw new Error(`The MCP server answered ${answer.status}`);
		return answer;
	}

	const hello = await post({
		id: calls++,
		method: 'initialize',
		params: {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		},
	});
	await hello.text();
	const session = hello.headers.get('mcp-session-id');
	if (session) headers['mcp-session-id'] = session;
	await (await post({ method: 'notifications/initialized' })).text();

	return {
		async callTool(name, args) {
			const id = calls++;
			const answer = await post({ id, method: 'tools/call', params: { name, arguments: args } });
			return JSON.stringify(resultIn(await answer.text()));
		},
	};
}

/** The server answers as JSON, or as a stream of events with the answer in one of them. */
function resultIn(text: string): unknown {
	const json = text.startsWith('{') ? text : /^data: (.*"result".*)$/m.exec(text)?.[1];
	if (json === undefined) throw new Error(`The MCP server answered ${text.slice(0, 500)}`);
	return (JSON.parse(json) as { result: unknown }).result;
}
