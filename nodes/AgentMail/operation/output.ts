import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import { forModel } from '../agent/forModel';
import { SEVERAL } from '../fields/list';
import { asFlag, asList, WORDS } from '../shared/values';
import type { Item } from '../fields/item';

/** What an operation gives for one input item: a JSON object or several, or one of the classes below. */
export type Answer = object | object[];

/** A JSON object that travels with files. */
export class WithFiles {
	constructor(
		readonly json: object,
		readonly binary: IBinaryKeyData,
	) {}
}

/** Part of a list, for whoever wants to read on: an AI agent, or a workflow that pages by hand. */
export class Page {
	constructor(
		/** The property that holds the entries: `messages`. */
		readonly name: string,
		readonly entries: object[],
		readonly nextPageToken: string | undefined,
	) {}
}

type Transform = (json: IDataObject) => IDataObject;

/** Parameters that choose between the whole answer and a short one; an AI agent's tool may also name the fields it wants. */
export const OUTPUT_PROPERTIES: INodeProperties[] = [
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { hide: { '@tool': [true] } },
	},
	{
		displayName: 'For an AI Agent',
		name: 'forAgent',
		type: 'boolean',
		default: false,
		description:
			'Whether to mark what others wrote and leave out links to this n8n, as the AgentMail Tool does. For workflows that an agent uses as a tool.',
		displayOptions: { hide: { '@tool': [true] } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'simplified',
		options: [
			{ name: 'Raw', value: 'raw', description: 'Everything that AgentMail answers' },
			{ name: 'Selected Fields', value: 'selected', description: 'Only the fields named below' },
			{ name: 'Simplified', value: 'simplified', description: 'The fields that are needed most' },
		],
		description: 'What the AI agent gets to read',
		displayOptions: { show: { '@tool': [true] } },
	},
	{
		displayName: 'Fields',
		name: 'outputFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. subject, text',
		hint: SEVERAL,
		description: 'Names of fields as AgentMail calls them',
		displayOptions: { show: { '@tool': [true], output: ['selected'] } },
	},
];

/** The answer as the person, or the AI agent, wants it. */
export function finished(answer: Answer, item: Item, simplify: Transform | undefined): Answer {
	const wanted = wantedBy(item, simplify);
	if (!item.isTool && !asFlag(item.parameter('forAgent'))) return transformed(answer, wanted);
	const shown = transformed(answer, wanted);
	// Marks are those of one answer, so it is marked as a whole.
	return eachOf(shown, (json) => forModel(json, item.context));
}

function wantedBy(item: Item, simplify: Transform | undefined): Transform {
	const whole: Transform = (json) => json;
	if (!simplify) return whole;
	if (!item.isTool) return asFlag(item.parameter('simplify')) === false ? whole : simplify;
	switch (item.parameter('output')) {
		case 'raw':
			return whole;
		case 'selected':
			return pickFields(asList(item.parameter('outputFields'), 'Fields', WORDS));
		default:
			return simplify;
	}
}

/** A shorter answer: these fields of it, those that are there, in this order. */
export const pickFields =
	(names: readonly string[]): Transform =>
	(json) =>
		Object.fromEntries(names.filter((name) => name in json).map((name) => [name, json[name]]));

/**
 * Properties of answers that n8n hides. The secret of a new API key is none of them: it is told once and never again, so
 * the person who made it must be able to read it.
 */
export const HIDDEN_SECRETS = ['secret'];

function transformed(answer: Answer, transform: Transform): Answer {
	const each = (json: object) => transform(json as IDataObject);
	if (answer instanceof Page) {
		return { [answer.name]: answer.entries.map(each), next_page_token: answer.nextPageToken };
	}
	return eachOf(answer, each);
}

function eachOf(answer: Answer, change: (json: object) => object): Answer {
	if (Array.isArray(answer)) return answer.map(change);
	if (answer instanceof WithFiles) return new WithFiles(change(answer.json), answer.binary);
	return change(answer);
}
