/** How a verification can end; `VERIFYING` = it does not. */
export const DOMAIN_OUTCOMES = ['VERIFIED', 'PENDING', 'INVALID', 'FAILED', 'VERIFYING'] as const;
export type DomainOutcome = (typeof DOMAIN_OUTCOMES)[number];

export interface Settings {
	/** Webhooks the account may have; over it `limit_exceeded`. */
	webhookLimit: number;
	/** Wait before each answer of the API. */
	latencyMs: number;
	/** Answer a bad key as the gateway does: `403 {"message":"Forbidden"}`, no code. */
	bareForbidden: boolean;
	/** Whether this is a server that has Agent Armor's events: US production. */
	knowsAgentArmor: boolean;
	/** Whether mail that comes in is scanned, and whether what is found holds it back. */
	agentArmor: 'off' | 'monitor' | 'hold';
	/** A scan takes so long. */
	scanMs: number;
	/** The text of a file is ready so long after it was first asked for. */
	attachmentTextMs: number;
	/** How verifications of domains end. */
	domainOutcome: DomainOutcome;
	/** Lists of messages and threads learn of a change so much later. */
	listLagMs: number;
	/** AgentMail's clock is ahead of this machine's by so much: in timestamps and in the header `Date`. */
	clockSkewMs: number;
	/** How tokens of polling webhooks are written: `auto_v1_…` or `auto_v2_…`. */
	tokenVersion: 1 | 2;
	/** Whether WebSocket subscriptions are answered. */
	confirmsSubscriptions: boolean;
}
