import type { IExecuteFunctions } from 'n8n-workflow';

import { agentMailApi } from '../../nodes/AgentMail/transport/api.js';
import { timings } from '../../nodes/AgentMail/transport/timings.js';

interface Answer {
	statusCode: number;
	body?: unknown;
	headers?: Record<string, string>;
}

/** Nobody waits for a repeat. */
const HURRIED = { ...timings, longestWait: 0 };

/** The API with made-up answers. n8n's engine in process gives a node a log that cannot be read. */
export function apiOf(answer: () => Answer, waits = HURRIED) {
	const log: string[] = [];
	const context = {
		helpers: {
			httpRequestWithAuthentication: async () => ({ body: {}, headers: {}, ...answer() }),
		},
		getCredentials: async () => ({}),
		getExecutionCancelSignal: () => undefined,
		logger: { warn: (line: string) => void log.push(line) },
	} as unknown as IExecuteFunctions;
	return { api: agentMailApi(context, { timings: waits }), log };
}
