import { ApiError } from '../errors.mjs';
import type { Domain, Inbox } from '../records.mjs';
import { DEFAULT_DOMAIN, type Store } from '../store.mjs';

/** The registered domain that a name is or lies below. */
function registered(store: Store, name: string): Domain | undefined {
	const above = [...store.domains.values()].find(({ domain }) => name.endsWith(`.${domain}`));
	return store.domains.get(name) ?? above;
}

/**
 * Whether an inbox can be made at a domain.
 * @throws ApiError 403 `domain_not_verified`, 422 for a subdomain that is not enabled (AgentMail docs: domains)
 */
export function requireUsable(store: Store, pod_id: string, name: string): void {
	if (name === DEFAULT_DOMAIN) return;
	const domain = registered(store, name);
	// What was registered at organization level lies in the Default Pod and serves all pods.
	const isReachable = domain?.pod_id === pod_id || domain?.pod_id === store.defaultPod.pod_id;
	if (!domain || !isReachable) {
		throw new ApiError('domain_not_verified', `The domain ${name} is not registered here.`, {
			fix: `Register it with POST /v0/domains and {"domain":"${name}"}, or leave \`domain\` out to use ${DEFAULT_DOMAIN}.`,
		});
	}
	if (domain.domain !== name && !domain.subdomains_enabled) {
		throw new ApiError('unprocessable', `${domain.domain} does not take inboxes on subdomains.`, {
			fix: `Enable them with PATCH /v0/domains/${domain.domain} and {"subdomains_enabled":true}.`,
		});
	}
	if (domain.status === 'VERIFIED') return;
	throw new ApiError('domain_not_verified', `The domain ${domain.domain} is ${domain.status}.`, {
		fix: `Publish its records, then call POST /v0/domains/${domain.domain}/verify; or leave \`domain\` out to use ${DEFAULT_DOMAIN}.`,
	});
}

/** An inbox outlives its domain, but no mail comes or goes any more (AgentMail docs: domains). */
export function isCutOff(store: Store, { email }: Inbox): boolean {
	const name = email.slice(email.lastIndexOf('@') + 1);
	return name !== DEFAULT_DOMAIN && !registered(store, name);
}
