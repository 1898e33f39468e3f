import { EVENTS } from '../events/catalogue';

/**
 * What to do when AgentMail refuses a subscription because the key lacks a permission: named is each that is missing.
 *
 * @param says AgentMail's own words
 * @returns `undefined` if another permission is missing than those for events
 */
export function missingPermissionSentence(says: string, events: string[]): string | undefined {
	const missing = missingPermissions(says, events);
	if (missing.length === 0) return undefined;
	return `The API key may not receive all the chosen events. Give it these permissions in the AgentMail console, or take the events out of the trigger: ${missing.join(', ')}. AgentMail says: ${says}`;
}

/** `label_spam_read for message.received.spam`: those that AgentMail names, all that the events need if it names none. */
function missingPermissions(says: string, events: string[]): string[] {
	const needed = EVENTS.filter(({ value, permission }) => permission && events.includes(value));
	const named = needed.filter(({ permission = '' }) => says.includes(permission));
	const namesAnother = named.length === 0 && /_(create|read|update|delete)\b/.test(says);
	if (namesAnother) return [];
	return (named.length > 0 ? named : needed).map(
		({ value, permission }) => `${permission} for ${value}`,
	);
}
