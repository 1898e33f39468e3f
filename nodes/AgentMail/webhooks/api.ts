import type { Webhook } from './target';
import { readPages } from '../operation/list';
import type { Api } from '../transport/api';
import { unless } from '../transport/errors';
import { boundPath, type Identity } from '../transport/identity';
import { path, type ApiPath } from '../transport/path';

/**
 * Where an API key's webhooks are: a pod's key reaches those at `/pods/…/webhooks`, an inbox's those at
 * `/inboxes/…/webhooks`. (AgentMail docs: webhooks, scopes)
 */
export const webhooksOf = (identity: Identity): ApiPath => path`${boundPath(identity)}/webhooks`;

/** All that the key reaches, whoever made them. */
export async function listWebhooks(api: Api): Promise<Webhook[]> {
	const source = { path: webhooksOf(await api.identity()), entries: 'webhooks', id: 'webhook_id' };
	const { entries } = await readPages(api, source, Infinity);
	return entries as unknown as Webhook[];
}

/** What AgentMail signs with now. `undefined` if it does not say. */
export async function secretOf(api: Api, webhookId: string): Promise<string | undefined> {
	const { secret } = await api.get<Webhook>(await pathOf(api, webhookId));
	return typeof secret === 'string' && secret.trim() !== '' ? secret : undefined;
}

/** Gone already is fine. */
export async function deleteWebhook(api: Api, webhookId: string): Promise<void> {
	await api.delete(await pathOf(api, webhookId)).catch(unless(404));
}

async function pathOf(api: Api, webhookId: string): Promise<ApiPath> {
	return path`${webhooksOf(await api.identity())}/${webhookId}`;
}
