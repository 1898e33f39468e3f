import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../../shared/boundedMap';
import { ThrottledTask } from '../../shared/throttledTask';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { AgentMailError, reasonOf } from '../../transport/errors';
import type { AgentMailCredential } from '../../transport/server';
import { secretOf } from '../../webhooks/registered';
import { storedRegistration, type Registration } from './storedRegistration';

/** What the deliveries of a trigger are signed with. */
export interface SigningSecret {
	/** Those that a delivery may be signed with now: any one of them. */
	trusted(): Promise<string[]>;
	/** Whether that is known to be what AgentMail signs with. */
	readonly isConfirmed: boolean;
	/**
	 * Reads it from AgentMail again, in case it was rotated there. At most once a minute for a webhook, however often this
	 * is called: deliveries that nobody signed must not turn into requests.
	 */
	refresh(): Promise<void>;
}

const MINUTE = 60_000;

/** As AgentMail named them, by {@link nameOf}. Kept in this process: `webhook()` must not write static data. */
const current = new BoundedMap<string>(1000);

/** By webhook id. */
const questions = new BoundedMap<ThrottledTask>(1000);

/** With the secret: what is stored when the workflow is published again is newer than what was read before. */
const nameOf = ({ webhookId, secret }: Registration) => `${webhookId} ${secret}`;

/**
 * Manual registration: the credential's. Automatic: the registration's, never the credential's, so that a secret that
 * was pasted for one webhook does not open another; and that only until AgentMail has named the current one. While a
 * rotation lasts, Svix signs with both, so the old one is not needed for a day longer. (Svix docs: rotating secrets)
 */
export function signingSecretOf(
	context: IWebhookFunctions,
	registration: 'automatic' | 'manual',
): SigningSecret {
	if (registration === 'manual') return fixed(async () => [await pastedSecret(context)]);
	const stored = storedRegistration(context);
	if (!stored) return fixed(async () => []);
	const name = nameOf(stored);
	return {
		trusted: async () => [current.get(name) ?? stored.secret],
		get isConfirmed() {
			return current.has(name);
		},
		refresh: async () => {
			const question = questions.get(stored.webhookId) ?? new ThrottledTask(MINUTE);
			questions.set(stored.webhookId, question);
			await question.ask(async () => await readSecret(context, stored));
		},
	};
}

/** A secret that AgentMail is not asked about. */
const fixed = (trusted: () => Promise<string[]>): SigningSecret => ({
	trusted,
	isConfirmed: true,
	refresh: async () => undefined,
});

/** Nothing where the credential is gone: that is no reason to let anybody start a run that fails. */
async function pastedSecret(context: IWebhookFunctions): Promise<string> {
	const credential = await context
		.getCredentials<AgentMailCredential>(CREDENTIAL)
		.catch(() => undefined);
	return credential?.webhookSecret?.trim() ?? '';
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
		context.logger.warn(
			`AgentMail Trigger: could not read the current signing secret. ${reasonOf(error)}`,
		);
	}
}
