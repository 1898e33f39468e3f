import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { titleOf } from '../../events/log';
import { InputError } from '../../shared/inputError';
import { isRecord } from '../../shared/json';
import { toNodeError } from '../../transport/errors';
import type { Scope } from '../../transport/reach';
import { listening } from '../admission';
import { storesOnce } from '../deduplication';
import { refuseUselessFilters } from '../filters';
import { listen } from '../listen';
import { missingPermissionSentence, needsOfEvents } from '../missingPermissions';
import { readerOf } from '../reader';
import { testSession } from '../testEvent';
import { Arrivals } from './arrivals';
import { requireWebSocket, SubscriptionRefused } from './connection';
import { journalOf, type Journal } from './journal';
import { LOOK_BACK_HOURS, listeningOptions, type Options } from './parameters';
import { Session, type Beginning } from './session';

/** Starts to listen, published or for a test event, until n8n calls `closeFunction`. */
export async function listenOnWebSocket(node: ITriggerFunctions): Promise<ITriggerResponse> {
	const journal = journalOf(node);
	return await listen(node, {
		memory: journal,
		explain: (error) => sentence(node, error),
		open: async (context, signal) => {
			requireWebSocket();
			const parameters = readerOf(node);
			const wanted = await listening(parameters);
			refuseUselessFilters(wanted.filters);
			const options = await listeningOptions.read(parameters, 'options');
			const test = await testSession(context, wanted, options, 'webSocket');
			if (test) return test;
			const arrivals = new Arrivals(context, wanted, options, journal, signal);
			const beginning = beginningOf(node, journal, options, wanted.scope);
			return new Session(context, wanted, arrivals, journal, beginning, signal);
		},
	});
}

/** Decides by the reason for which n8n starts the trigger. */
function beginningOf(
	node: ITriggerFunctions,
	journal: Journal,
	options: Options,
	scope: Scope,
): Beginning {
	if (node.getMode() === 'manual') {
		journal.owed.length = 0;
		return 'test';
	}
	const activation = node.getActivationMode();
	// n8n restarts a trigger that gave up as if for the first time. (Not a new leader: another may have listened since.)
	const goesOn = activation === 'update' || (journal.gaveUp && activation !== 'leadershipChange');
	if (!goesOn) {
		// Forgotten now, not after a successful start, because the first tries may fail: it is either looked for or not wanted.
		journal.owed.length = 0;
		journal.covered.clear();
		journal.missedSince = undefined;
	}
	if (activation === 'activate' || activation === 'update') {
		noteWanted(node, scope, journal, { anew: !goesOn });
	} else if (!goesOn) journal.missedSince = Date.now() - lookBack(node, options);
	const { missedSince } = journal;
	if (missedSince === undefined) return 'now';
	// Email from before the workflow was published was not missed.
	return { since: (chosen) => Math.max(missedSince, wantedSince(node, chosen)) };
}

/** Milliseconds. */
function lookBack(
	node: ITriggerFunctions,
	{ lookBackHours = usualLookBack(node) }: Options,
): number {
	const hours = Math.max(0, lookBackHours);
	if (hours > 0) {
		node.logger.info(
			`${titleOf(node)}: looking for email of the last ${hours} hours. Email that has an execution in n8n does not run again. n8n deletes executions that are older than 14 days or exceed 10,000 in all workflows together (EXECUTIONS_DATA_MAX_AGE, EXECUTIONS_DATA_PRUNE_MAX_COUNT). If you have more than that within ${hours} hours, raise the limit or lower Look Back After Restart.`,
		);
	}
	return hours * 60 * 60_000;
}

/** Hours. None for an n8n that cannot tell which email already ran: all of it would run again. */
function usualLookBack(node: ITriggerFunctions): number {
	if (storesOnce(node)) return LOOK_BACK_HOURS;
	node.logger.warn(
		`${titleOf(node)}: this version of n8n does not remember which email already ran, so the trigger does not look for email that came while n8n was down: all email of the last ${LOOK_BACK_HOURS} hours would run again. Update n8n to 2.20 or newer, or add the option Look Back After Restart and remove repeats with the Remove Duplicates node.`,
	);
	return 0;
}

/**
 * Key in the node's static data: from when on email of each chosen inbox or pod, or of `''`, is wanted. Written at
 * publishing only, when n8n stores it: n8n always writes static data as a whole, so a later write could undo those of
 * other nodes.
 */
const WANTED_SINCE = 'wantedSince';

function noteWanted(
	node: ITriggerFunctions,
	{ ids }: Scope,
	{ missedSince }: Journal,
	{ anew }: { anew: boolean },
): void {
	const stored = node.getWorkflowStaticData('node');
	const known = anew ? {} : times(stored[WANTED_SINCE]);
	const chosen = ids.length > 0 ? ids.map((id) => id.toLowerCase()) : [''];
	if (chosen.length === Object.keys(known).length && chosen.every((id) => id in known)) return;
	// A trigger that was still looking back when n8n published it again goes on from there.
	const isNew = missedSince === undefined || Object.keys(known).length > 0;
	const begin = isNew ? Date.now() : missedSince;
	stored[WANTED_SINCE] = Object.fromEntries(chosen.map((id) => [id, known[id] ?? begin]));
}

/** Unix milliseconds; 0 if it is not known. */
function wantedSince(node: ITriggerFunctions, chosen: string): number {
	const known = times(node.getWorkflowStaticData('node')[WANTED_SINCE]);
	return known[chosen.toLowerCase()] ?? known[''] ?? 0;
}

function times(stored: unknown): Record<string, number> {
	const entries = Object.entries(isRecord(stored) ? stored : {});
	return Object.fromEntries(
		entries.flatMap(([id, time]) => (typeof time === 'number' ? [[id, time]] : [])),
	);
}

/** All of it is in the message: n8n shows nothing else of a trigger's error. */
function sentence(node: ITriggerFunctions, error: unknown) {
	if (!(error instanceof SubscriptionRefused)) return toNodeError(node.getNode(), error);
	const says = error.message;
	const missing = missingPermissionSentence(says, error.events);
	const refused = missing ?? `AgentMail rejected the chosen events, inboxes or pods: ${says}`;
	const sentences = `${refused} ${needsOfEvents(error.events)}`.trim();
	return toNodeError(node.getNode(), new InputError(sentences));
}
