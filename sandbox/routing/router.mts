import type { Level } from '../access/scope.mjs';
import type { Resource, Route } from './context.mjs';

const PREFIXES: Record<Level, { url: string; sdk: string }> = {
	organization: { url: '/v0', sdk: '' },
	pod: { url: '/v0/pods/:pod_id', sdk: 'pods.' },
	inbox: { url: '/v0/inboxes/:inbox_id', sdk: 'inboxes.' },
};

export interface MountedRoute extends Route {
	level: Level;
	/** The whole path, such as `/v0/pods/:pod_id/threads`. */
	url: string;
}

/** Puts every route of a resource at each of its levels; `sdk` becomes `pods.threads.list` and the like. */
export function mount(resources: Resource[]): MountedRoute[] {
	return resources.flatMap((resource) =>
		resource.routes.flatMap((route) =>
			(route.levels ?? resource.levels).map((level) => ({
				...route,
				level,
				url: PREFIXES[level].url + route.path,
				sdk: route.sdk && `${PREFIXES[level].sdk}${resource.name}.${route.sdk}`,
			})),
		),
	);
}
