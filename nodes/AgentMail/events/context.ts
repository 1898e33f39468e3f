import type { ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What both triggers are to what they share. */
export type TriggerContext = ITriggerFunctions | IWebhookFunctions;
