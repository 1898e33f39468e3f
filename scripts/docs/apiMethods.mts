import type { INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../nodes/AgentMail/operation/operation.js';

const PREFIXES: Record<string, string> = { organization: '', pod: 'pods.', inbox: 'inboxes.' };

/** The SDK's methods behind an operation, at every level that its Scope offers, as in {@link Operation.api}. */
export function apiMethods(operation: Operation): string[] {
	const scope = operation.properties().find(({ name }) => name === 'scope');
	const levels = (scope?.options as INodePropertyOptions[] | undefined)?.map(({ value }) => value);
	return [operation.api].flat().flatMap((method) => {
		const isOfOrganization = method.split('.').length === 2;
		if (!levels || !isOfOrganization) return [method];
		return levels.map((level) => `${PREFIXES[String(level)]}${method}`);
	});
}
