import { EVENTS } from '../events/catalogue';

/**
 * What to do when AgentMail refuses the chosen events because the API key lacks permissions; names each of them.
 *
 * @param says AgentMail's own words
 * @returns `undefined` if the missing permission is not one for events
 */
export function missingPermissionSentence(says: string, events: string[]): string | undefined {
	const missing = missingPermissions(says, events);
	if (missing.length === 0) return undefined;
	return `The API key lacks permissions for some of the chosen events. Add them in the AgentMail console, or remove the events from the trigger: ${missing.join(', ')}. AgentMail says: ${says}`;
}

/** What an account must have for the chosen events: a sentence each, and nothing for those that every account has. */
export function needsOfEvents(events: string[]): string {
	const needed = EVENTS.flatMap(({ value, needs }) => (events.includes(value) && needs) || []);
	return [...new Set(needed)].join(' ');
}

/** `label_spam_read for message.received.spam`: those that AgentMail names, otherwise all that the events need. */
function missingPermissions(says: string, events: string[]): string[] {
	const needed = EVENTS.filter(({ value, permission }) => permission && events.includes(value));
	const named = needed.filter(({ permission = '' }) => says.includes(permission));
	const namesAnother = named.length === 0 && /_(create|read|update|delete)\b/.test(says);
	if (namesAnother) return [];
	return (named.length > 0 ? named : needed).map(
		({ value, permission }) => `${permission} for ${value}`,
	);
}
