import type { pods } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, narrowed } from './search';

/** Pods the key can reach. The API has no search for them. */
export const searchPods = defineSearch(async (search) => {
	const { scope_type, pod_id } = await search.api.identity();
	if (scope_type !== 'organization' && pod_id) {
		return { results: [toItem(await search.api.get(path`/pods/${pod_id}`))] };
	}
	return await narrowed(search, { path: path`/pods`, entries: 'pods', toItem });
});

function toItem({ pod_id, name }: Pick<pods.Pod.Raw, 'pod_id' | 'name'>) {
	return { name: name || pod_id, value: pod_id };
}
