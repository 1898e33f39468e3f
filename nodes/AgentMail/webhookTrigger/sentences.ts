import { EVENTS } from '../events/catalogue';
import { AgentMailError } from '../transport/errors';
import { chosenEvents, type Settings } from './settings';

/** The description, which older versions of n8n print behind the message: all is said. */
const NO_MORE = '';

/**
 * Why AgentMail did not register a webhook, and what to do. n8n shows the message of a trigger's error and nothing else,
 * so all of it stands there.
 */
export function registrationRefused(error: unknown, node: Settings): unknown {
	if (!(error instanceof AgentMailError)) return error;
	const says = said(error);
	if (error.code === 'limit_exceeded') {
		return error.reworded(
			`AgentMail allows no more webhooks for this account, so the trigger could not be registered. Delete webhooks that nobody uses in the AgentMail console, or raise the limit of your plan, then publish the workflow again. AgentMail says: ${says}`,
			NO_MORE,
		);
	}
	const missing =
		error.code === 'missing_permission' ? missingPermissions(says, chosenEvents(node)) : [];
	if (missing.length === 0) return error.reworded(says, NO_MORE);
	return error.reworded(
		`The API key may not receive all the chosen events. Give it these permissions in the AgentMail console, or take the events out of the trigger: ${missing.join(', ')}. AgentMail says: ${says}`,
		NO_MORE,
	);
}

/** Why the webhook is still there. */
export function removalRefused(error: unknown): unknown {
	if (!(error instanceof AgentMailError)) return error;
	return error.reworded(
		`The webhook of this trigger is still registered at AgentMail. Delete it in the AgentMail console, or publish and unpublish the workflow again. AgentMail says: ${said(error)}`,
		NO_MORE,
	);
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

/** Message and advice as sentences. */
function said({ message, advice = '' }: AgentMailError): string {
	return [message, ...advice.split('\n')]
		.filter((part) => part.trim() !== '')
		.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
		.join(' ');
}
