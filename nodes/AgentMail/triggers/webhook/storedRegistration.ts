import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { textOf, isRecord } from '../../shared/json';
import { ownerMark } from '../../webhooks/registered';

/** What n8n keeps of a webhook at AgentMail, in the node's static data. */
export interface Registration {
	webhookId: string;
	secret: string;
	/** Tells which n8n made it: see {@link ownerMark}. */
	clientId: string;
	/** What the node asked for then, as a digest. Registrations of older versions of this package lack it. */
	asked?: string;
}

type Context = IHookFunctions | IWebhookFunctions;

/** The name under which it stands there. n8n gives listening for a test event static data of its own. */
const PLACE = 'registration';

export function storedRegistration(context: Context): Registration | undefined {
	const stored = context.getWorkflowStaticData('node')[PLACE];
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
 * The stored registration if this n8n made it. A workflow that was copied from another n8n brings that one's
 * registration along, which must live on.
 */
export function ownRegistration(context: IHookFunctions): Registration | undefined {
	const stored = storedRegistration(context);
	return stored?.clientId.startsWith(ownerMark(context.getInstanceId())) ? stored : undefined;
}

/**
 * For `create`, `checkExists` and `delete` alone: n8n writes static data as a whole and without a lock, so a write from
 * a delivery could bring back an old registration.
 */
export function storeRegistration(context: IHookFunctions, registration: Registration): void {
	context.getWorkflowStaticData('node')[PLACE] = { ...registration };
}

export function forgetRegistration(context: IHookFunctions): void {
	delete context.getWorkflowStaticData('node')[PLACE];
}
