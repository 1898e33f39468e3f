import type { Resource } from '../operation/operation';
import { apiKey } from './apiKey';
import { domain } from './domain';
import { draft } from './draft';
import { inbox } from './inbox';
import { label } from './label';
import { listEntry } from './listEntry';
import { message } from './message';
import { metrics } from './metrics';
import { organization } from './organization';
import { pod } from './pod';
import { thread } from './thread';
import { webhook } from './webhook';

/*
 * Which node offers what. Resources, and the operations in each, stand in order of use: so n8n lists them. The first is
 * what a new node shows.
 */

/** AgentMail: what people do with email. */
export const mailResources: readonly Resource[] = [message, thread, draft, label, inbox, pod];

/** AgentMail Admin: what sets an account up. */
export const adminResources: readonly Resource[] = [
	listEntry,
	domain,
	webhook,
	apiKey,
	metrics,
	organization,
];

/** Everything that both do. */
export const resources: readonly Resource[] = [...mailResources, ...adminResources];

/**
 * AgentMail Tool: the same as AgentMail, except that an agent does not ask people by itself (n8n has a review for that), nor
 * decide what people have to.
 */
export const toolResources: readonly Resource[] = mailResources.map((resource) => ({
	...resource,
	operations: Object.fromEntries(
		Object.entries(resource.operations).filter(
			([, { runAll, forPeopleOnly }]) => !runAll && !forPeopleOnly,
		),
	),
}));
