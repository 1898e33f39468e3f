import { hexadecimalOf, withInvisibleAs } from '../shared/invisible';
import type { TriggerContext } from '../transport/types';

/** By name of the node type. */
const TITLES: Record<string, string> = {
	agentMailQueueTrigger: 'AgentMail Queue Trigger',
	agentMailWebSocketTrigger: 'AgentMail WebSocket Trigger',
};

/** The name of a trigger in n8n's log, which the documentation says to search for. */
export function titleOf(context: TriggerContext): string {
	const [name = ''] = context.getNode().type.split('.').slice(-1);
	return TITLES[name] ?? 'AgentMail Trigger';
}

/** Text from outside for n8n's log: short, on one line, with control and direction characters escaped. */
export function quotedForLog(text: string, most = 80): string {
	return withInvisibleAs(
		JSON.stringify(text.slice(0, most)),
		(character) => `\\u{${hexadecimalOf(character)}}`,
	);
}
