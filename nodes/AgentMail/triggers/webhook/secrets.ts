import type { IWebhookFunctions } from 'n8n-workflow';

import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { AgentMailError, reasonOf } from '../../transport/errors';
import type { AgentMailCredential } from '../../transport/server';
import { BoundedMap } from '../../shared/boundedMap';
import { ThrottledTask } from '../../shared/throttledTask';
import { isManual } from '../settings';
import { secretOf } from '../../webhooks/registered';
import { storedRegistration, type Registration } from './storedRegistration';

const MINUTE = 60_000;

// As the API named them. Kept in this process: `webhook()` must not write static data.
const current = new BoundedMap<string>(1000);
// By webhook id.
const questions = new BoundedMap<ThrottledTask>(1000);

/** With the secret: what is stored when the workflow is published again is newer than what was read before. */
const nameOf = ({ webhookId, secret }: Registration) => `${webhookId} ${secret}`;

/**
 * The secrets that a delivery may be signed with.
 *
 * Manual registration: the credential's. Automatic: the registration's, never the credential's, so that a secret that
 * was pasted for one webhook does not open another; and that only until the API has named the current one. While a
 * rotation lasts, Svix signs with both, so the old one is not needed for a day longer. (Svix docs: rotating secrets)
 */
export async function trustedSecrets(context: IWebhookFunctions): Promise<string[]> {
	if (isManual(context)) {
		// A credential that is gone is no reason to let anybody start a failed run: there is no secret then.
		const credential = await context
			.getCredentials<AgentMailCredential>(CREDENTIAL)
			.catch(() => undefined);
		return [credential?.webhookSecret?.trim() ?? ''];
	}
	const stored = storedRegistration(context);
	return stored ? [current.get(nameOf(stored)) ?? stored.secret] : [];
}

/** Whether the trusted secret is known to be the current one. */
export function isConfirmed(context: IWebhookFunctions): boolean {
	const stored = storedRegistration(context);
	return isManual(context) || stored === undefined || current.has(nameOf(stored));
}

/**
 * Reads the secret of the trigger's webhook from AgentMail again, in case it was rotated there. At most once a minute
 * for a webhook, whoever asks how often: deliveries that nobody signed must not turn into requests.
 */
export async function refreshSecret(context: IWebhookFunctions): Promise<void> {
	const stored = storedRegistration(context);
	if (isManual(context) || !stored) return;
	const question = questions.get(stored.webhookId) ?? new ThrottledTask(MINUTE);
	questions.set(stored.webhookId, question);
	await question.ask(async () => await readSecret(context, stored));
}

async function readSecret(context: IWebhookFunctions, stored: Registration): Promise<void> {
	const name = nameOf(stored);
	try {
		const secret = await secretOf(agentMailApi(context), stored.webhookId);
		if (secret !== undefined) current.set(name, secret);
	} catch (error) {
		// A key that may not read webhooks will never be told: what is known has to do.
		const isFinal = error instanceof AgentMailError && !error.isTransient;
		if (isFinal && !current.has(name)) current.set(name, stored.secret);
		const reason = reasonOf(error);
		context.logger.warn(
			`AgentMail Trigger: the current signing secret could not be read. ${reason}`,
		);
	}
}
