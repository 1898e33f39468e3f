import type { IWebhookFunctions } from 'n8n-workflow';

import { agentMailApi, CREDENTIAL } from '../transport/api';
import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import type { AgentMailCredential } from '../transport/server';
import { BoundedMap } from '../events/boundedMap';
import { ended } from '../transport/deadline';
import { isManual } from '../events/settings';
import { storedRegistration } from './stored';
import type { Webhook } from './target';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** AgentMail wants its answer within seconds. What is read later serves the next delivery. */
const LONGEST_WAIT_MS = 5_000;

/** A secret that the API named after the stored one had failed. */
interface Learned {
	secret: string;
	since: number;
}

/** A request for the current secret. */
interface Question {
	askedAt: number;
	answered: Promise<void>;
}

// By webhook id. Kept in this process: `webhook()` must not write static data.
const learned = new BoundedMap<Learned>(1000);
const questions = new BoundedMap<Question>(1000);

/**
 * The secrets that a delivery may be signed with.
 *
 * Manual registration: the credential's. Automatic: the registration's, never the credential's, so that a secret that
 * was pasted for one webhook does not open another. After a rotation the old secret counts for another day, as long as
 * Svix signs with it. (Svix docs: rotating secrets)
 */
export async function trustedSecrets(context: IWebhookFunctions): Promise<string[]> {
	if (isManual(context)) {
		const { webhookSecret } = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
		return [webhookSecret?.trim() ?? ''];
	}
	const stored = storedRegistration(context);
	if (!stored) return [];
	const current = learned.get(stored.webhookId);
	if (!current) return [stored.secret];
	const overlap = Date.now() - current.since < DAY;
	return overlap ? [current.secret, stored.secret] : [current.secret];
}

/**
 * Reads the secret of the trigger's webhook from AgentMail again, in case it was rotated there. At most once a minute
 * for a webhook, whoever asks how often: deliveries that nobody signed must not turn into requests.
 */
export async function refreshSecret(context: IWebhookFunctions): Promise<void> {
	const stored = storedRegistration(context);
	if (isManual(context) || !stored) return;
	const earlier = questions.get(stored.webhookId);
	const recent = earlier && Date.now() - earlier.askedAt < MINUTE ? earlier : undefined;
	const question = recent ?? { askedAt: Date.now(), answered: ask(context, stored.webhookId) };
	questions.set(stored.webhookId, question);
	await Promise.race([question.answered, ended(AbortSignal.timeout(LONGEST_WAIT_MS))]);
}

async function ask(context: IWebhookFunctions, webhookId: string): Promise<void> {
	try {
		const api = agentMailApi(context);
		const level = boundPath(await api.identity());
		const { secret } = await api.get<Webhook>(path`${level}/webhooks/${webhookId}`);
		const known = learned.get(webhookId);
		if (typeof secret === 'string' && secret.trim() !== '' && secret !== known?.secret) {
			learned.set(webhookId, { secret, since: Date.now() });
		}
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.warn(
			`AgentMail Trigger: the current signing secret could not be read. ${reason}`,
		);
	}
}
