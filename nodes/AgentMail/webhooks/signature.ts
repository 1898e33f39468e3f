import { createHmac, timingSafeEqual } from 'node:crypto';

import { faultOf, keyOf, type SecretFault } from './secret';

/** A request to check. Header names in any case; only text values count. */
export interface Delivery {
	headers: Record<string, unknown>;
	/** The bytes as they came over the wire: a body that was parsed and serialized again has another signature. */
	body: Buffer;
	/** When it arrived, unix seconds. */
	receivedAt: number;
}

/** What is accepted as proof. */
interface Trust {
	/** Any one of them is enough: during a rotation, both the old and the new secret sign. */
	secrets: string[];
	/** Rejects the plain scheme: without a timestamp, a replay looks like a delivery. */
	requireSvix: boolean;
}

/** The header whose signature was right. */
type SignatureHeader = 'svix-signature' | 'webhook-signature' | 'x-agentmail-signature';

type Refusal =
	| SecretFault
	| 'no signing secret is known to check it with'
	| 'it has no signature'
	| 'its signature headers are incomplete'
	| "its timestamp is more than five minutes off this n8n's clock"
	| 'it has only the plain signature, and Require Svix Signature is on'
	| 'its signature does not match'
	| 'its plain signature does not match';

/** A delivery from someone who has the secret. */
export interface Verified {
	verifiedBy: SignatureHeader;
	deliveryId: string | undefined;
	/** A second secret has signed it as well. */
	isRotating: boolean;
}

export type Verdict = Verified | { refusal: Refusal };

/** In the past and in the future: 300 s pass, 301 s do not. (Standard Webhooks specification; Svix docs: replay attacks) */
const TOLERANCE_SECONDS = 300;

const PLAIN_HEADER = 'x-agentmail-signature';

const FAMILIES = [
	{ id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' },
	{ id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' },
] as const;

/**
 * Whether a delivery comes from someone who has the secret. Fails closed: anything missing, odd or in doubt is rejected.
 *
 * Two schemes: Standard Webhooks (`svix-*` or `webhook-*` headers), and the plain HMAC of the body in
 * `x-agentmail-signature`. The plain one counts only if no header of the other is present, not even an empty one:
 * otherwise an attacker could break the stronger scheme on purpose to be checked by the weaker one.
 */
export function verify(delivery: Delivery, trust: Trust): Verdict {
	const headers = lowerCased(delivery.headers);
	const known = trust.secrets.filter((secret) => secret.trim() !== '');
	const secrets = known.filter((secret) => faultOf(secret) === undefined);
	if (secrets.length === 0) {
		return { refusal: faultOfAny(known) ?? 'no signing secret is known to check it with' };
	}

	const present = FAMILIES.some((family) =>
		Object.values(family).some((name) => headers.has(name)),
	);
	if (present) return verifyStandard(headers, delivery, secrets);
	if (!headers.has(PLAIN_HEADER)) return { refusal: 'it has no signature' };
	if (trust.requireSvix) {
		return { refusal: 'it has only the plain signature, and Require Svix Signature is on' };
	}
	return verifyPlain(headers, delivery.body, secrets);
}

function faultOfAny(secrets: string[]): SecretFault | undefined {
	return secrets.map(faultOf).find((fault) => fault !== undefined);
}

/** HMAC-SHA256 over `id.timestamp.body`; the header lists `v1,<base64>` and maybe other versions. (Svix docs: manual verification) */
function verifyStandard(
	headers: Headers,
	{ body, receivedAt }: Delivery,
	secrets: string[],
): Verdict {
	// A family of which anything is there has to be whole, also beside another that is.
	const [family, second] = FAMILIES.filter((each) =>
		Object.values(each).some((name) => headers.has(name)),
	);
	const isWhole = [family, second].every(
		(each) => !each || Object.values(each).every((name) => headers.get(name)),
	);
	if (!family || !isWhole) return { refusal: 'its signature headers are incomplete' };
	const id = headers.get(family.id) ?? '';
	const timestamp = headers.get(family.timestamp) ?? '';
	const signatures = (headers.get(family.signature) ?? '').split(' ');

	const fresh =
		/^\d{1,12}$/.test(timestamp) && Math.abs(receivedAt - Number(timestamp)) <= TOLERANCE_SECONDS;
	if (!fresh) {
		return { refusal: "its timestamp is more than five minutes off this n8n's clock" };
	}
	for (const key of secrets.map(keyOf)) {
		if (!key) continue;
		const wanted = standardSignature(key, id, timestamp, body);
		const matches = (signature: string) => equal(signature, wanted);
		if (!signatures.some(matches)) continue;
		const others = signatures.filter(
			(signature) => signature.startsWith('v1,') && !matches(signature),
		);
		const isRotating = others.length > 0;
		return { verifiedBy: family.signature, deliveryId: id, isRotating };
	}
	return { refusal: 'its signature does not match' };
}

function standardSignature(key: Buffer, id: string, timestamp: string, body: Buffer): string {
	const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
	return `v1,${hmac.digest('base64')}`;
}

/**
 * Headers with which a delivery passes {@link verify}.
 *
 * @param secret `whsec_…`
 * @param sentAt unix seconds
 * @throws Error for a secret that is none
 */
export function signed(
	secret: string,
	id: string,
	body: Buffer,
	sentAt: number,
): Record<string, string> {
	const key = keyOf(secret);
	if (!key) throw new Error('The secret is not one of AgentMail.');
	const [family] = FAMILIES;
	const timestamp = String(sentAt);
	return {
		[family.id]: id,
		[family.timestamp]: timestamp,
		[family.signature]: standardSignature(key, id, timestamp, body),
	};
}

/** Lower-case hex HMAC-SHA256 of the body, keyed with the secret as it is written. */
function verifyPlain(headers: Headers, body: Buffer, secrets: string[]): Verdict {
	const given = headers.get(PLAIN_HEADER) ?? '';
	const matches = secrets.some((secret) =>
		equal(given, createHmac('sha256', secret).update(body).digest('hex')),
	);
	if (!matches) return { refusal: 'its plain signature does not match' };
	return { verifiedBy: PLAIN_HEADER, deliveryId: undefined, isRotating: false };
}

/** Compares in constant time, so that the time does not reveal how much of a guess was right. */
export function equal(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** By lower-case name. A value that is not text is present, but never right. */
type Headers = Map<string, string>;

function lowerCased(headers: Record<string, unknown>): Headers {
	return new Map(
		Object.entries(headers).map(([name, value]) => [
			name.toLowerCase(),
			typeof value === 'string' ? value : '',
		]),
	);
}
