import type { IWebhookDescription } from 'n8n-workflow';

/**
 * The address of a pause. n8n takes links that it signed only at the path `$nodeId` of a node whose operation is
 * `sendAndWait`. Without `responseData` of its own n8n answers with our page, and only after it has resumed.
 * (n8n 2.41: webhooks/waiting-webhooks)
 */
export const reviewWebhooks: IWebhookDescription[] = ['GET', 'POST'].map((httpMethod) => ({
	name: 'default',
	httpMethod,
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
}));

/** What n8n shows at the node while the workflow is paused. */
export const WAITING = 'The workflow continues when a person has answered the email';
