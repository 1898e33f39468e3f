import { EVENTS } from '../../events/catalogue';
import type { Field } from '../../fields/field';
import { wordList } from '../../fields/list';
import { asList, splitWords } from '../../shared/values';

/** Event types, from the list or from an expression. */
export const eventTypes: Field<string[]> = {
	properties: (name) => [
		{
			displayName: 'Events',
			name,
			type: 'multiOptions',
			default: [],
			options: EVENTS.map((event) => ({
				name: event.name,
				value: event.value,
				description: event.description,
			})),
			description: 'Events to deliver',
		},
	],
	read: (item, path) => asList(item.parameter(path), 'Events', splitWords),
};

/** Event types that are newer than this node. */
export const otherEvents = wordList({
	displayName: 'Other Events',
	placeholder: 'e.g. calendar.event.created',
	description: 'Events that are not in the list, separated by commas',
});
