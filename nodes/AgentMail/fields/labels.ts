import { required } from './field';
import { wordList } from './list';

/** Labels to add or to take away: at least one. */
export const labels = required(
	wordList({
		displayName: 'Labels',
		placeholder: 'e.g. answered, billing',
		description: 'Words of your choice. AgentMail makes a label when it is first used.',
	}),
	'Enter at least one label, such as answered.',
);

export const addLabels = wordList({
	displayName: 'Add Labels',
	placeholder: 'e.g. answered, billing',
	description: 'Labels to put on',
});

export const removeLabels = wordList({
	displayName: 'Remove Labels',
	placeholder: 'e.g. unread',
	description: 'Labels to take off',
});
