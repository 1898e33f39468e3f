import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Item } from '../fields/item';
import { digestOf } from '../shared/digest';
import { InputError } from '../shared/inputError';
import { isRecord, textOf } from '../shared/json';
import { storedContext } from '../transport/executionNonce';
import { digestOfAll, readReferences, referencesIn } from './referenced';

/*
 * n8n shows a reviewer what a model says it does, and then runs what the model asked for. The two can differ: in the
 * name of the tool (`hitlParameters: {tool}`), in what the tool's ids stand for by then, and for toolkits in
 * `toolParameters: {tool}`. So the review notes what it has shown, and the tool compares just before it acts.
 * (n8n 2.41: createEngineRequests, processHitlResponses)
 */

/** What was shown of a call, each part as a digest. */
export interface ShownCall {
	/** The node of the tool. */
	tool: string;
	/** What it does, with all that the model gave: its parameters, or a toolkit's {@link toolkitCall}. */
	parameters: string;
	/** What they refer to, as it was when the person was asked. */
	referenced: string;
}

/** What was shown in this execution: by review node, then by the id that the agent gave the call. */
type Shown = Record<string, Record<string, ShownCall> | undefined>;

/** Part of the execution's context, which n8n stores with it. */
const PLACE = 'agentMailShown';

/** Where n8n keeps nothing with an execution, no review can have been before. */
function shownIn(context: IExecuteFunctions): Shown {
	const flow = storedContext(context) ?? {};
	const shown = isRecord(flow[PLACE]) ? (flow[PLACE] as Shown) : {};
	flow[PLACE] = shown as IDataObject;
	return shown;
}

/** Notes what a review shows of a call, before anybody can approve it. */
export function noteShown(context: IExecuteFunctions, callId: string, call: ShownCall): void {
	const shown = shownIn(context);
	const { name } = context.getNode();
	shown[name] = { ...shown[name], [callId]: call };
}

/**
 * Lets a tool run behind a review of this package only as it was shown. Without such a review, nothing is compared.
 *
 * @param parameters what this call does: see {@link ShownCall.parameters}
 * @throws {InputError} when anything differs, or nothing was shown
 */
export async function requireShown(
	{ context, index, api }: Item,
	parameters: Record<string, unknown>,
): Promise<void> {
	const calls = shownIn(context)[nodeBefore(context)];
	if (!calls) return;
	const json = context.getInputData()[index]?.json ?? {};
	const shown = Object.hasOwn(calls, String(json.toolCallId))
		? calls[String(json.toolCallId)]
		: undefined;
	if (!shown || shown.tool !== context.getNode().name) throw refused.otherCall();
	if (shown.parameters !== digestOf(parameters)) throw refused.otherValues();
	const referenced = await readReferences(api, referencesIn(parameters));
	if (shown.referenced !== digestOfAll(referenced)) throw refused.changed();
}

/** The node that called this one: for a tool, an agent or the review in front of it. */
function nodeBefore(context: IExecuteFunctions): string {
	const sources = Object.values(context.getExecuteData().source ?? {}).flat();
	return textOf(sources[0]?.previousNode) ?? '';
}

const NOTHING_DONE = 'Nothing was done.';
const refused = {
	otherCall: () =>
		new InputError(
			`This is not the call that the reviewer was shown. ${NOTHING_DONE} Call the tool itself, with its own name and no parameters for the review.`,
		),
	otherValues: () =>
		new InputError(
			`The values of this call differ from those that the reviewer was shown. ${NOTHING_DONE} Call the tool again, so that a person can look at them.`,
		),
	changed: () =>
		new InputError(
			`What this call refers to has changed since the reviewer saw it. ${NOTHING_DONE} Call the tool again, so that a person can look at it as it is now.`,
		),
};
