import { EVENT_OPTIONS } from '../events/catalogue';
import { choice, type Field, type Reader } from '../fields/field';
import { openChoices, wordList } from '../fields/list';
import { LEVELS } from '../fields/scope';
import { InputError } from '../shared/inputError';
import { shorten } from '../shared/values';
import type { Scope } from '../transport/reach';
import type { Level } from '../transport/types';
import { MOST_IDS, refuseTooMany } from '../webhooks/registered';

/** Which events start the workflow, and where they may come from. */

export const events = openChoices(
	{
		displayName: 'Events',
		default: ['message.received'],
		description:
			'What starts the workflow. Spam, blocked and unauthenticated email comes in only if you choose it here.',
	},
	EVENT_OPTIONS,
);

export const otherEvents = wordList({
	displayName: 'Other Events',
	placeholder: 'e.g. message.archived',
	description: "AgentMail events that aren't in the list of Events yet",
});

const EVENT_NAME = /^[a-z]\w*(?:\.\w+)+$/i;

/** @throws {InputError} when no event is chosen, or one cannot be any. @returns each name once */
export async function chosenEvents(from: Reader): Promise<string[]> {
	const listed = await events.read(from, 'events');
	const others = (await otherEvents.read(from, 'otherEvents')) ?? [];
	if (listed.length + others.length === 0) throw new InputError('Choose at least one event.');
	const chosen = [...new Set([...listed, ...others])];
	const wrong = chosen.find((name) => !EVENT_NAME.test(name));
	if (wrong === undefined) return chosen;
	throw new InputError(
		`"${shorten(wrong)}" is not the name of an event. Names look like calendar.event.created.`,
	);
}

type Narrow = Exclude<Level, 'organization'>;

const EVERYTHING = 'All Inboxes';

const level = choice<Level>(
	{
		displayName: 'Listen To',
		default: 'organization',
		noDataExpression: true,
		description: 'Where events come from',
	},
	[
		{ ...LEVELS.organization, name: EVERYTHING, value: 'organization' },
		{ name: 'Pods', value: 'pod', description: `Up to ${MOST_IDS} pods (tenants)` },
		{ name: 'Inboxes', value: 'inbox', description: `Up to ${MOST_IDS} inboxes` },
	],
);

const idList = (of: Narrow, displayName: string, loadOptionsMethod: string) =>
	openChoices({
		displayName,
		required: true,
		typeOptions: { loadOptionsMethod },
		hint: 'By expression: a list, or IDs separated by commas',
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show: { scope: [of] } },
	});

const IDS = {
	pod: {
		name: 'podIds',
		field: idList('pod', 'Pod Names or IDs', 'getPods'),
		many: 'pods',
		wider: EVERYTHING,
	},
	inbox: {
		name: 'inboxIds',
		field: idList('inbox', 'Inbox Names or IDs', 'getInboxes'),
		many: 'inboxes',
		wider: `Pods or ${EVERYTHING}`,
	},
};

/** Everything, or what is in the chosen pods or inboxes. */
export const scope: Field<Scope> = {
	properties: (name) => [
		...level.properties(name),
		...Object.values(IDS).flatMap((ids) => ids.field.properties(ids.name)),
	],
	read: async (from, path) => {
		const chosen = await level.read(from, path);
		if (chosen === 'organization') return { level: chosen, ids: [] };
		const { name, field, many, wider } = IDS[chosen];
		const ids = [...new Set(await field.read(from, name))];
		if (ids.length === 0) {
			throw new InputError(`Choose at least one ${chosen}, or set Listen To to ${EVERYTHING}.`);
		}
		const advice = `Spread them over several triggers, or set Listen To to ${wider}.`;
		refuseTooMany('trigger', many, ids, advice);
		return { level: chosen, ids };
	},
};

/** On the canvas, below the name: the events, and the addresses to write to. */
export const SUBTITLE =
	'={{ [].concat($parameter["events"], $parameter["scope"] === "inbox" ? $parameter["inboxIds"] : []).join(", ") }}';

/** @throws {InputError} when the inboxes or pods to listen to are missing, or too many */
export const chosenScope = async (from: Reader) => await scope.read(from, 'scope');
