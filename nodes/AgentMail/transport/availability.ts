import { AgentMailError } from './errors';

/** Why an account may not have a thing, in one sentence. */
export const AGENT_ARMOR =
	'Agent Armor is a beta for US accounts: an owner or admin joins AgentMail Labs in the console and turns it on; releasing also needs the permission agent_armor_release.';

/**
 * For `catch`: what an account without a feature gets is an ordinary 400, 403 or 404, so the error also says what the
 * feature needs.
 */
export function needs(sentence: string) {
	return (error: unknown): never => {
		const isRefused = error instanceof AgentMailError && [400, 403, 404].includes(error.status);
		if (!isRefused) throw error;
		throw error.reworded(error.message, [sentence, error.advice].filter(Boolean).join('\n'));
	};
}
