import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Level } from '../access/scope.mjs';
import type { Resource, Route } from './context.mjs';

/** Characters, encoded; Message-IDs and download tickets are long. */
export const MAX_PARAMETER_LENGTH = 4096;

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

export interface FoundRoute {
	route: MountedRoute;
	/** Decoded path parameters. */
	params: Record<string, string | undefined>;
}

/** @param url of a request, encoded, its query included */
export type RouteFinder = (method: string, url: string) => FoundRoute | undefined;

/**
 * Finds the route of a request. Made once for all sandboxes of a process: a sandbox is started for nearly every test, and
 * handing it two hundred routes one by one took a third of the test's time.
 */
export function routeFinder(routes: MountedRoute[]): RouteFinder {
	const router = findMyWay({ maxParamLength: MAX_PARAMETER_LENGTH });
	for (const route of routes) router.on(route.method, route.url, () => undefined, route);
	return (method, url) => {
		const found = router.find(method as HTTPMethod, url);
		return found ? { route: found.store as MountedRoute, params: found.params } : undefined;
	};
}
