import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { listening } from '../admission';
import { missingPermissionSentence } from '../missingPermissions';
import { titleOf } from '../../events/log';
import { chosenEvents, refuseUselessFilters } from '../settings';
import { endingWith } from '../../transport/cancel';
import { sleepUntilAborted } from '../../shared/waiting';
import { toNodeError } from '../../transport/errors';
import { isRecord } from '../../shared/json';
import { Arrivals, type Options as ArrivalOptions } from './arrivals';
import { requireWebSocket, SubscriptionRefused } from './connection';
import { journalOf, type Journal } from './journal';
import { storesOnce } from './deduplication';
import { timings } from './timings';
import { Session, type Beginning } from './session';
import { InputError } from '../../shared/inputError';
import type { Scope } from '../../transport/reach';

interface Options extends ArrivalOptions {
	lookBackHours?: number;
}

/** Where the parameter says nothing. */
export const LOOK_BACK_HOURS = 24;

/** Starts to listen, published or for a test event, until n8n calls `closeFunction`. */
export async function listen(node: ITriggerFunctions): Promise<ITriggerResponse> {
	const closing = new AbortController();
	const closeFunction = async () => closing.abort();
	if (node.getMode() === 'manual') {
		return { closeFunction, manualTriggerFunction: async () => await start(node, closing) };
	}
	await start(node, closing);
	return { closeFunction };
}

/**
 * Returns when AgentMail has confirmed the subscription, or does not answer at the moment: it goes on in the background.
 *
 * @throws a node error with what cannot pass by itself
 */
async function start(node: ITriggerFunctions, closing: AbortController): Promise<void> {
	const { signal } = closing;
	const context = endingWith(signal, node);
	let running: Promise<void> | undefined;
	try {
		requireWebSocket();
		refuseUselessFilters(node);
		const journal = journalOf(node);
		// Read once: outside of this call n8n evaluates no expressions.
		const wanted = listening(node);
		const options = node.getNodeParameter('options', {}) as Options;
		const arrivals = new Arrivals(context, wanted, options, journal, signal);
		const beginning = beginningOf(node, journal, options, wanted.scope);
		const session = new Session(context, wanted, arrivals, journal, beginning, signal);
		running = session.run();
		void session.settled.then(() => (journal.gaveUp = false));
		await Promise.race([session.settled, running, sleepUntilAborted(timings.publishing, signal)]);
		running.catch((error: unknown) => {
			if (signal.aborted) return;
			closing.abort();
			journal.gaveUp = true;
			node.emitError(sentence(node, error));
		});
	} catch (error) {
		closing.abort();
		running?.catch(() => undefined);
		throw sentence(node, error);
	}
}

/** By why n8n starts the trigger. */
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
	// n8n starts a trigger that gave up as it did the first time. (A new leader knows better: another may have listened since.)
	const goesOn = activation === 'update' || (journal.gaveUp && activation !== 'leadershipChange');
	if (!goesOn) {
		// Not of any run: it is looked for, or not wanted. At once, because the first tries to begin may fail.
		journal.owed.length = 0;
		journal.covered.clear();
		journal.missedSince = undefined;
	}
	if (activation === 'activate' || activation === 'update') {
		noteWanted(node, scope, journal, { anew: !goesOn });
	} else if (!goesOn) journal.missedSince = Date.now() - lookBack(node, options);
	const { missedSince } = journal;
	if (missedSince === undefined) return 'now';
	// What came before the workflow was published was never missed.
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
			`${titleOf(node)}: e-mail of the last ${hours} hours is looked for. What has an execution in n8n does not run again. n8n deletes executions after 14 days and above 10,000, of all workflows together (EXECUTIONS_DATA_MAX_AGE, EXECUTIONS_DATA_PRUNE_MAX_COUNT): where more of them come within ${hours} hours, raise that or lower Look Back After Restart.`,
		);
	}
	return hours * 60 * 60_000;
}

/** Hours. None where n8n could not tell which e-mail of that time ran before: all of it would run again. */
function usualLookBack(node: ITriggerFunctions): number {
	if (storesOnce(node)) return LOOK_BACK_HOURS;
	node.logger.warn(
		`${titleOf(node)}: this version of n8n keeps no note of which e-mail has started a run, so e-mail that came while it was down is not looked for: all of the last ${LOOK_BACK_HOURS} hours would run again. Update n8n to 2.20 or newer, or add the option Look Back After Restart and drop repeats with Remove Duplicates.`,
	);
	return 0;
}

/**
 * From when on mail of each chosen inbox or pod, or of `''`, is wanted. In the node's static data, and written at publishing
 * alone: n8n stores it then, and writes it as a whole whenever it has changed, so that later changes could undo those of
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
	// It was wanted before n8n was started, if that is why the trigger is not new.
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

/** n8n shows the message of a trigger's error and nothing else, so all of it stands there. */
function sentence(node: ITriggerFunctions, error: unknown) {
	if (!(error instanceof SubscriptionRefused)) return toNodeError(node.getNode(), error);
	const says = error.message;
	const missing = missingPermissionSentence(says, chosenEvents(node));
	return toNodeError(
		node.getNode(),
		new InputError(missing ?? `AgentMail refuses what this trigger wants to listen to: ${says}`),
	);
}
