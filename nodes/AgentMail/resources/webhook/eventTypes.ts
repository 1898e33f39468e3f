import { EVENT_OPTIONS } from '../../events/catalogue';
import { openChoices, wordList } from '../../fields/list';

/** Event types, chosen from those known or given by expression. */
export const eventTypes = openChoices(
	{ displayName: 'Events', description: 'Which events AgentMail delivers' },
	EVENT_OPTIONS,
);

/** Event types that are newer than this node. */
export const otherEvents = wordList({
	displayName: 'Other Events',
	placeholder: 'e.g. message.archived',
	description: "AgentMail events that aren't in the list yet",
});
