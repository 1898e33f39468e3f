import * as sdk from 'agentmail/serialization';
import { madeBefore } from '../access/clientId.mjs';
import { ApiError, notFound } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import type { Pod } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { removePod } from './removal.mjs';

export const pods: Resource = {
	name: 'pods',
	levels: ['organization'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/pods', permission: 'pod_read', answer: list },
		{ sdk: 'get', method: 'GET', path: '/pods/:pod_id', permission: 'pod_read', answer: named },
		{
			sdk: 'create',
			method: 'POST',
			path: '/pods',
			permission: 'pod_create',
			organizationKeyOnly: true,
			answer: create,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/pods/:pod_id',
			permission: 'pod_delete',
			answer: remove,
		},
	],
};

function list(context: Context) {
	const { store, scope } = context;
	return page(context, {
		name: 'pods',
		items: [...store.pods.values()].filter((pod) => store.isWithin({ pod_id: pod.pod_id }, scope)),
		id: ({ pod_id }) => pod_id,
		time: ({ created_at }) => created_at,
	});
}

function named(context: Context): Pod {
	const pod_id = parameter(context, 'pod_id');
	const pod = context.store.pods.get(pod_id);
	if (!pod || !context.store.isWithin({ pod_id }, context.scope)) throw notFound('Pod', pod_id);
	return pod;
}

function create({ store, body }: Context): Pod {
	const { name, client_id } = validate(sdk.pods.CreatePodRequest, body);
	const existing = madeBefore(store.pods.values(), client_id, () => true);
	if (existing) return existing;
	const now = store.now();
	const pod: Pod = {
		pod_id: store.uuid(),
		name: name ?? `Pod ${store.pods.size + 1}`,
		...(client_id !== undefined && { client_id }),
		updated_at: now,
		created_at: now,
	};
	store.pods.set(pod.pod_id, pod);
	store.use('pod_count', 1, pod);
	return pod;
}

/** Only an empty pod can be deleted (AgentMail docs: pods). */
function remove(context: Context): undefined {
	const { store } = context;
	const { pod_id } = named(context);
	if (pod_id === store.defaultPod.pod_id) {
		throw new ApiError('cannot_delete', 'The Default Pod cannot be deleted.');
	}
	const [inbox] = [...store.inboxes.values()].filter((candidate) => candidate.pod_id === pod_id);
	if (inbox) {
		throw new ApiError('cannot_delete', `The pod still holds ${inbox.inbox_id}.`, {
			fix: `List the pod's inboxes with GET /v0/pods/${pod_id}/inboxes and delete them first.`,
		});
	}
	const [domain] = [...store.domains.values()].filter((candidate) => candidate.pod_id === pod_id);
	if (domain) {
		throw new ApiError('cannot_delete', `The pod still holds ${domain.domain}.`, {
			fix: `List the pod's domains with GET /v0/pods/${pod_id}/domains and delete them first.`,
		});
	}
	removePod(store, pod_id);
}
