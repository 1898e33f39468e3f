import { AgentMailError } from './errors';

// Why an account may not have a thing, in one sentence each. (AgentMail docs: Labs, Agent Armor, calendar)

export const AGENT_ARMOR =
	'Agent Armor is a beta for US accounts: an owner or admin joins AgentMail Labs in the console and turns it on; releasing also needs the permission agent_armor_release.';

export const CALENDAR =
	'Calendars are a beta for US accounts: an owner or admin joins AgentMail Labs in the console; their events also need the permission calendar_event_read.';

/** For what AgentMail has only had since October 2026. */
export const newer = (...names: string[]) =>
	`Not every account and region of AgentMail has ${names.join(', ')} yet (new in October 2026).`;

/**
 * For `catch`: what an account without a feature gets is an ordinary 400, 403 or 404, so the error also says what the
 * feature needs.
 */
export function needs(sentence: string) {
	return (error: unknown): never => {
		throw isLack(error) ? advised(error, sentence) : error;
	};
}

/**
 * The same for values in a request that is older than they are. There, a 404 says that something else is missing.
 *
 * @param given by name in the panel; `undefined` for what was left out
 */
export function needsValues(given: Record<string, unknown>) {
	const names = Object.keys(given).filter((name) => given[name] !== undefined);
	return (error: unknown): never => {
		const isCause = names.length > 0 && isLack(error) && error.kind !== 'notFound';
		throw isCause ? advised(error, newer(...names)) : error;
	};
}

/** Whether a request may be refused because the account or the server does not have it. */
export const isLack = (error: unknown): error is AgentMailError =>
	error instanceof AgentMailError && [400, 403, 404].includes(error.status);

const advised = (error: AgentMailError, sentence: string) =>
	error.reworded(error.message, [sentence, error.advice].filter(Boolean).join('\n'));
