import { isRecord, textOf } from '../shared/json';

/** The label of a message, and of its thread, while Agent Armor holds it. (AgentMail docs: Agent Armor, Hold mode) */
const HELD = 'agent-armor-held';

/** What Agent Armor, AgentMail's scan of incoming email, says about a message. */
export type ScanResult = 'clear' | 'not scanned' | 'released' | 'review';

/**
 * Reads `agent_armor` of a message or event. It fails closed: a verdict that is not known yet counts as `review`, a scan
 * that is missing or unfinished as `not scanned`. `released`: the verdict was review, and somebody released the message.
 */
export function scanResult(message: Record<string, unknown>): ScanResult {
	if (isHeld(message)) return 'review';
	const { status, verdict, manual_override } = isRecord(message.agent_armor)
		? message.agent_armor
		: {};
	const isFinished = textOf(verdict) !== undefined && (textOf(status) ?? COMPLETE) === COMPLETE;
	if (!isFinished) return 'not scanned';
	if (verdict === 'clear') return 'clear';
	return isRecord(manual_override) ? 'released' : 'review';
}

const COMPLETE = 'complete';

/** Whether Agent Armor holds a message, or a message of a thread. Lists of AgentMail may contain such. */
export function isHeld({ labels }: { labels?: unknown }): boolean {
	return Array.isArray(labels) && labels.includes(HELD);
}

/** For output: `agent_armor` where AgentMail says something about a scan, nothing in accounts without Agent Armor. */
export function scanField(message: Record<string, unknown>): { agent_armor?: ScanResult } {
	const isSilent = !isRecord(message.agent_armor) && !isHeld(message);
	return isSilent ? {} : { agent_armor: scanResult(message) };
}

/**
 * Query parameters that list what Agent Armor holds: held email may be spam, blocked or unauthenticated too. (AgentMail
 * docs: Agent Armor)
 */
export const HELD_MAIL = {
	labels: [HELD],
	include_spam: true,
	include_blocked: true,
	include_unauthenticated: true,
};
