import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputError } from '../shared/inputError';

/**
 * What a model gave this call of a tool.
 *
 * @throws {InputError} when `$fromAI` finds the values of another call: n8n 2.41 numbers the runs of a tool for each item
 * of an agent anew, so that of calls made at once all but one would do again what that one does
 */
export function toolArguments(context: IExecuteFunctions, index: number): IDataObject {
	const given = context.getInputData()[index]?.json ?? {};
	for (const [name, value] of Object.entries(given)) {
		const found = fromModel(context, index, name);
		if (found === undefined || JSON.stringify(found) === JSON.stringify(value)) continue;
		throw new InputError(
			'n8n mixed up the values of calls of this tool that were made at the same time, so this one did nothing. Call it again, or set the batch size of the AI Agent node to 1.',
		);
	}
	return given;
}

/**
 * The same of these names alone, and only what the model gave: the item of a tool's call also holds the agent's own input,
 * such as the email that the agent is to answer, and a value of that must not pass for the model's.
 */
export function givenByModel(
	context: IExecuteFunctions,
	index: number,
	names: readonly string[],
): IDataObject {
	const given = context.getInputData()[index]?.json ?? {};
	const byModel = names.filter((name) => fromModel(context, index, name) !== undefined);
	return Object.fromEntries(byModel.map((name) => [name, given[name]]));
}

function fromModel(context: IExecuteFunctions, index: number, name: string): unknown {
	const given = context.getWorkflowDataProxy(index).$fromAI as (name: string) => unknown;
	return orNothing(() => given(name));
}

/** `$fromAI` refuses names that cannot be names of its own, and has nothing where no model is. */
function orNothing(read: () => unknown): unknown {
	try {
		return read();
	} catch {
		return undefined;
	}
}
