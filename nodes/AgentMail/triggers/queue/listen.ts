import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { InputError } from '../../shared/inputError';
import { isLack } from '../../transport/availability';
import { AgentMailError, toNodeError } from '../../transport/errors';
import { listening } from '../admission';
import { sentencesOf } from '../errorSentences';
import { refuseUselessFilters } from '../filters';
import { listen } from '../listen';
import { missingPermissionSentence, needsOfEvents } from '../missingPermissions';
import { readerOf } from '../reader';
import { testSession } from '../testEvent';
import { Intake } from './intake';
import { memoryOf, type Memory } from './memory';
import { LONGEST_WAIT_SECONDS, queueOptions } from './parameters';
import { QueueSession, type Beginning } from './session';
import { timings } from './timings';

/** Reads the trigger's queue, published or for a test event, until n8n calls `closeFunction`. */
export async function listenToQueue(node: ITriggerFunctions): Promise<ITriggerResponse> {
	const memory = memoryOf(node);
	let events: string[] = [];
	return await listen(node, {
		memory,
		explain: (error) => sentence(node, error, events),
		open: async (context, signal) => {
			const parameters = readerOf(node);
			const wanted = await listening(parameters);
			({ events } = wanted);
			refuseUselessFilters(wanted.filters);
			const options = await queueOptions.read(parameters, 'options');
			const test = await testSession(context, wanted, options, 'queue');
			if (test) return test;
			const { longestWaitSeconds = LONGEST_WAIT_SECONDS } = options;
			const intake = new Intake(context, wanted, options, memory, signal);
			const beginning = beginningOf(node, memory);
			const quiet = Math.max(1, longestWaitSeconds) * 1000;
			const wait = beginning === 'test' ? timings.shortestWait : quiet;
			return new QueueSession(node, wanted, intake, beginning, wait, signal);
		},
	});
}

/** Decides by the reason for which n8n starts the trigger. */
function beginningOf(node: ITriggerFunctions, { gaveUp }: Memory): Beginning {
	if (node.getMode() === 'manual') return 'test';
	// n8n restarts a trigger that gave up as if for the first time.
	return node.getActivationMode() === 'activate' && !gaveUp ? 'anew' : 'goOn';
}

/** All of it is in the message: n8n shows nothing else of a trigger's error. */
function sentence(node: ITriggerFunctions, error: unknown, events: string[]) {
	if (!(error instanceof AgentMailError)) return toNodeError(node.getNode(), error);
	const lacking = isLack(error) ? needsOfEvents(events) : '';
	return toNodeError(node.getNode(), new InputError(`${advised(error, events)} ${lacking}`.trim()));
}

function advised(error: AgentMailError, events: string[]): string {
	const says = sentencesOf(error);
	switch (error.code) {
		case 'limit_exceeded':
			return `AgentMail keeps at most 10 queues for an organization, a pod or an inbox. Delete unused ones, for example in an HTTP Request node with DELETE /v0/webhooks/polling/{webhook_id}. AgentMail says: ${says}`;
		case 'missing_permission':
			return (
				missingPermissionSentence(says, events) ??
				`The API key needs the permissions webhook_read, webhook_create and webhook_delete. AgentMail says: ${says}`
			);
		default:
			return error.kind === 'notFound'
				? `AgentMail did not find the chosen inboxes or pods. Check that they still exist and that the API key can reach them. AgentMail says: ${says}`
				: says;
	}
}
