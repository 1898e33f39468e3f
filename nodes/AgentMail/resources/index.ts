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

/** Everything the node can do. The first is what a new node shows. */
export const resources: readonly Resource[] = [
	message,
	apiKey,
	domain,
	draft,
	inbox,
	label,
	listEntry,
	metrics,
	organization,
	pod,
	thread,
	webhook,
];
