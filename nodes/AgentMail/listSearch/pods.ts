import type { pods } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, matches, pageOf } from './search';

/** Pods the key can reach. The API has no search for them: what is typed narrows each page. */
export const searchPods = defineSearch(async (search) => {
	const { api, filter } = search;
	const { scope_type, pod_id } = await api.identity();
	if (scope_type !== 'organization' && pod_id) {
		return { results: [toItem(await api.get(path`/pods/${pod_id}`))] };
	}
	const page = await pageOf(search, { path: path`/pods`, entries: 'pods' }, toItem);
	return { ...page, results: page.results.filter(({ name }) => matches(filter, name)) };
});

function toItem({ pod_id, name }: Pick<pods.Pod.Raw, 'pod_id' | 'name'>) {
	return { name: name || pod_id, value: pod_id };
}
