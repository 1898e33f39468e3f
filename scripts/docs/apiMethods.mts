import type { INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../nodes/AgentMail/operation/operation.js';

const PREFIXES: Record<string, string> = { organization: '', pod: 'pods.', inbox: 'inboxes.' };

const PLACES: Record<string, string> = {
	organization: '/v0',
	pod: '/v0/pods/{pod_id}',
	inbox: '/v0/inboxes/{inbox_id}',
};

/** `GET /v0/metrics/rates` at a level. */
const atLevel = (call: string, level: string) => call.replace('/v0', PLACES[level] ?? '/v0');

/** The SDK's methods behind an operation, at every level that its Scope offers, as in {@link Operation.api}. */
export function apiMethods(operation: Operation): string[] {
	const scope = operation.properties().find(({ name }) => name === 'scope');
	const levels = (scope?.options as INodePropertyOptions[] | undefined)?.map(({ value }) => value);
	return [operation.api].flat().flatMap((method) => {
		if (levels && method.includes(' '))
			return levels.map((level) => atLevel(method, String(level)));
		const isOfOrganization = method.split('.').length === 2;
		if (!levels || !isOfOrganization) return [method];
		return levels.map((level) => `${PREFIXES[String(level)]}${method}`);
	});
}
