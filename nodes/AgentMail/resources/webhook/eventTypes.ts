import { EVENTS } from '../../events/catalogue';
import type { Field } from '../../fields/field';
import { wordList } from '../../fields/list';
import { asList, splitWords } from '../../shared/values';

/** Event types, chosen from those known or given by expression. */
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
			description: 'Which events AgentMail delivers',
		},
	],
	read: (item, path) => asList(item.parameter(path), 'Events', splitWords),
};

/** Event types that AgentMail has added since. */
export const otherEvents = wordList({
	displayName: 'Other Events',
	placeholder: 'e.g. calendar.event.created',
	description: 'Events of AgentMail that are not in the list yet',
});
