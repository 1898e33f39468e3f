import { digestOf } from '../shared/digest';

/**
 * The `client_id` of a webhook: the same for the same n8n, URL and scope, so that a repeated create makes no second
 * webhook; another for any other n8n, so that two never share one. Letters, digits and `-` only.
 */
export function clientIdOf(instanceId: string, url: string, ...scope: string[]): string {
	return `${ownerMark(instanceId)}${digestOf([url, ...scope]).slice(0, 32)}`;
}

/** How the `client_id` of every webhook of one n8n begins. */
export function ownerMark(instanceId: string): string {
	return `n8n-${digestOf([instanceId]).slice(0, 16)}-`;
}
