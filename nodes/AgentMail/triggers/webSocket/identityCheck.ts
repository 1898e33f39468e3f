import type { ITriggerFunctions } from 'n8n-workflow';

import { agentMailApi } from '../../transport/api';
import { endingWith } from '../../transport/cancel';
import { AgentMailError } from '../../transport/errors';
import { AUTH_ME } from '../../transport/identity';
import type { Identity } from '../../transport/types';
import type { ServerClock } from './serverClock';
import { timings } from './timings';

/**
 * Asks AgentMail what the API key is bound to, now: a WebSocket does not say why it was refused. Throws what the API does.
 *
 * @param clock is set by the answer
 */
export async function whoAmI(context: ITriggerFunctions, clock: ServerClock): Promise<Identity> {
	const time = AbortSignal.timeout(timings.probe);
	const api = agentMailApi(endingWith(time, context), { onAnswer: (date) => clock.hear(date) });
	const answer = api.get<Identity>(AUTH_ME);
	return await answer.catch((error: unknown) => {
		throw time.aborted ? tooLate() : error;
	});
}

function tooLate(): AgentMailError {
	return new AgentMailError('AgentMail did not answer in time.', 0, 'ETIMEDOUT', undefined);
}

export const isKeyRefused = (error: unknown): error is AgentMailError =>
	error instanceof AgentMailError && error.kind === 'keyRefused';
