import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { readPages } from '../transport/pages';
import { agentMailApi } from '../transport/api';
import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import { textOf } from '../shared/json';

/** A list without a search is of no use beyond this; an expression can name any inbox. */
const MOST = 500;

/** The inboxes that the API key can reach, for Inbox Names or IDs. */
export async function getInboxes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = agentMailApi(this);
	const identity = await api.identity();
	if (identity.scope_type === 'inbox') return [option(identity.inbox_id ?? identity.scope_id)];
	const source = { path: path`${boundPath(identity)}/inboxes`, entries: 'inboxes', id: 'inbox_id' };
	const { entries } = await readPages(api, source, MOST);
	return entries.map((inbox) => option(String(inbox.inbox_id), textOf(inbox.display_name)));
}

/** The pods that the API key can reach, for Pod Names or IDs. */
export async function getPods(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = agentMailApi(this);
	const identity = await api.identity();
	if (identity.scope_type === 'inbox') return [];
	if (identity.scope_type === 'pod') return [option(identity.pod_id ?? identity.scope_id)];
	const { entries } = await readPages(
		api,
		{ path: path`/pods`, entries: 'pods', id: 'pod_id' },
		MOST,
	);
	return entries.map((pod) => option(String(pod.pod_id), textOf(pod.name)));
}

function option(id: string, label?: string): INodePropertyOptions {
	return { value: id, name: label === undefined || label === id ? id : `${label} (${id})` };
}
