import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { listening } from '../events/admission';
import { missingPermissionSentence } from '../events/permissions';
import { titleOf } from '../events/log';
import { chosenEvents, refuseUselessFilters } from '../events/settings';
import { endingWith } from '../transport/cancel';
import { rest } from '../transport/deadline';
import { InputError, toNodeError } from '../transport/errors';
import { Arrivals, type Options as ArrivalOptions } from './arrivals';
import { requireWebSocket, SubscriptionRefused } from './connection';
import { journalOf, type Journal } from './journal';
import { storesOnce } from './once';
import { pace } from './pace';
import { Session, type Beginning } from './session';

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
		const beginning = beginningOf(node, journal, options);
		const session = new Session(context, wanted, arrivals, journal, beginning, signal);
		running = session.run();
		await Promise.race([session.settled, running, rest(pace.publishing, signal)]);
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
function beginningOf(node: ITriggerFunctions, journal: Journal, options: Options): Beginning {
	if (node.getMode() === 'manual') return 'test';
	const { covered, gaveUp } = journal;
	journal.gaveUp = false;
	const activation = node.getActivationMode();
	if (activation === 'init' || activation === 'leadershipChange') {
		const { lookBackHours = usualLookBack(node) } = options;
		const lookedBack = Date.now() - Math.max(0, lookBackHours) * 60 * 60_000;
		// What came before the workflow was published was never missed.
		journal.missedSince = Math.max(lookedBack, publishedAt(node));
		return { since: journal.missedSince };
	}
	if (activation === 'activate' && !gaveUp) {
		rememberPublishing(node);
		delete journal.missedSince;
		return 'first';
	}
	// n8n tried at its start, in vain, and nothing was listed since.
	if (covered.size === 0 && journal.missedSince !== undefined)
		return { since: journal.missedSince };
	return 'changed';
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
 * In the node's static data, and written at publishing alone: n8n stores it then, and writes it as a whole whenever it
 * has changed, so that later changes could undo those of other nodes.
 */
const PUBLISHED_AT = 'publishedAt';

function rememberPublishing(node: ITriggerFunctions): void {
	node.getWorkflowStaticData('node')[PUBLISHED_AT] = Date.now();
}

/** Unix milliseconds; 0 if it is not known. */
function publishedAt(node: ITriggerFunctions): number {
	const stored = node.getWorkflowStaticData('node')[PUBLISHED_AT];
	return typeof stored === 'number' ? stored : 0;
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
