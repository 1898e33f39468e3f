import { isCancel } from './cancel';
import { digestOf } from '../shared/digest';
import { ApiPath, path } from './path';
import { serverOf, type AgentMailCredential } from './server';
import type { Api, Identity } from './types';

export const AUTH_ME = path`/auth/me`;

const MOST = 1000;
const known = new Map<string, Promise<Identity>>();

export async function identityOf(credential: AgentMailCredential, api: Api): Promise<Identity> {
	const { origin } = serverOf(credential);
	const name = digestOf([origin, credential.apiKey]);
	const underWay = known.get(name);
	if (underWay) {
		return await underWay.catch(async (error: unknown) => {
			if (!isCancel(error)) throw error;
			// The execution that asked was stopped, not this one.
			return await identityOf(credential, api);
		});
	}
	const asked = api.get<Identity>(AUTH_ME);
	if (known.size >= MOST) known.clear();
	known.set(name, asked);
	// Failures are not kept.
	asked.catch(() => known.delete(name));
	return await asked;
}

/** The path of a bound key's resources: `/pods/…`, `/inboxes/…`, or nothing for an organization key. */
export function boundPath({ scope_type, scope_id, pod_id, inbox_id }: Identity): ApiPath {
	if (scope_type === 'pod') return path`/pods/${pod_id ?? scope_id}`;
	if (scope_type === 'inbox') return path`/inboxes/${inbox_id ?? scope_id}`;
	return path``;
}
