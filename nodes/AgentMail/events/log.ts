import { hexadecimalOf, withInvisibleAs } from '../shared/invisible';
import type { TriggerContext } from '../transport/types';

/** How a trigger calls itself in n8n's log, and how the documentation says to look for it. */
export function titleOf(context: TriggerContext): string {
	return 'emit' in context ? 'AgentMail WebSocket Trigger' : 'AgentMail Trigger';
}

/** Text from outside for n8n's log: one line, short, whatever could steer a terminal or a reader's eye written out. */
export function quotedForLog(text: string, most = 80): string {
	return withInvisibleAs(
		JSON.stringify(text.slice(0, most)),
		(character) => `\\u{${hexadecimalOf(character)}}`,
	);
}
