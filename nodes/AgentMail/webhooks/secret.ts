import { InputError } from '../shared/inputError';
import type { AgentMailCredential } from '../transport/server';

/** What is wrong with a secret. It may stand in a sentence, because it holds nothing of the secret. */
export type SecretFault =
	| 'the Webhook Secret is an API key'
	| 'the Webhook Secret is not complete'
	| 'the Webhook Secret is not a signing secret'
	| 'the Webhook Secret is too short to be trusted';

/** Svix makes keys of 24 bytes and accepts none below 16, which could be guessed. */
const SHORTEST_KEY_BYTES = 16;

const PREFIX = 'whsec_';

/** The key inside `whsec_<base64>` (the prefix may be missing); `undefined` if it is not base64, or too short. */
export function keyOf(secret: string): Buffer | undefined {
	const key = decoded(secret);
	return key && key.length >= SHORTEST_KEY_BYTES ? key : undefined;
}

/** Why no delivery can be checked with a secret. `undefined` if it can, in both schemes alike. */
export function faultOf(secret: string): SecretFault | undefined {
	if (keyOf(secret)) return undefined;
	if (secret.startsWith('am_')) return 'the Webhook Secret is an API key';
	if (decoded(secret)?.length) return 'the Webhook Secret is too short to be trusted';
	return secret.startsWith(PREFIX)
		? 'the Webhook Secret is not complete'
		: 'the Webhook Secret is not a signing secret';
}

/**
 * A credential without a secret is fine: only triggers that are registered by hand need one.
 *
 * @throws {InputError} for a Webhook Secret that no delivery can be checked with: what is wrong, and where the right one is
 */
export function refuseUselessSecret({ webhookSecret = '' }: AgentMailCredential): void {
	const secret = webhookSecret.trim();
	const fault = secret === '' ? undefined : faultOf(secret);
	if (fault === undefined) return;
	throw new InputError(
		`In the AgentMail credential, ${fault}. Copy the signing secret of the webhook from the AgentMail console: it starts with whsec_.`,
	);
}

function decoded(secret: string): Buffer | undefined {
	const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
	const key = Buffer.from(text, 'base64');
	// Node.js decodes any text. Only base64 encodes back to itself.
	return key.toString('base64') === text ? key : undefined;
}
