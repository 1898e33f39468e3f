/** As much of an Express response as a webhook node uses. */
export function fakeResponse(
	answer: { status: number; body: unknown },
	headers: Record<string, string> = {},
) {
	const response = {
		headersSent: false,
		statusCode: 200,
		writableEnded: false,
		once: () => response,
		status(status: number) {
			answer.status = status;
			return response;
		},
		setHeader(name: string, value: string) {
			headers[name] = value;
			return response;
		},
		send(body: unknown) {
			answer.body = body;
			response.headersSent = true;
			return response;
		},
		json: (body: unknown) => response.send(body),
		end: (body?: unknown) => (body === undefined ? response : response.send(body)),
	};
	return response;
}
