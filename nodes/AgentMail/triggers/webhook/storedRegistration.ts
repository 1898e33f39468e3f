import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { textOf, isRecord } from '../../shared/json';
import { ownerMark } from '../../webhooks/registered';

/** What n8n stores about the trigger's webhook at AgentMail, in the node's static data. */
export interface Registration {
	webhookId: string;
	secret: string;
	/** Shows which n8n made it: see {@link ownerMark}. */
	clientId: string;
	/** Digest of the node's settings at that time. Older versions of this package did not store it. */
	asked?: string;
}

type Context = IHookFunctions | IWebhookFunctions;

/** The key in static data. A test run has static data of its own. */
const KEY = 'registration';

export function storedRegistration(context: Context): Registration | undefined {
	const stored = context.getWorkflowStaticData('node')[KEY];
	if (!isRecord(stored)) return undefined;
	const [webhookId, secret, clientId, asked] = [
		stored.webhookId,
		stored.secret,
		stored.clientId,
		stored.asked,
	].map(textOf);
	return webhookId && secret && clientId ? { webhookId, secret, clientId, asked } : undefined;
}

/**
 * The stored registration, if this n8n made it. A workflow copied from another n8n brings along that one's registration,
 * which must not be deleted.
 */
export function ownRegistration(context: IHookFunctions): Registration | undefined {
	const stored = storedRegistration(context);
	return stored?.clientId.startsWith(ownerMark(context.getInstanceId())) ? stored : undefined;
}

/**
 * Only for `create`, `checkExists` and `delete`: n8n writes static data as a whole and without a lock, so a write from a
 * delivery could bring back an old registration.
 */
export function storeRegistration(context: IHookFunctions, registration: Registration): void {
	context.getWorkflowStaticData('node')[KEY] = { ...registration };
}

export function forgetRegistration(context: IHookFunctions): void {
	delete context.getWorkflowStaticData('node')[KEY];
}
