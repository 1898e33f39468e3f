import { required } from './field';
import { wordList } from './list';

export const labels = required(
	wordList({
		displayName: 'Labels',
		placeholder: 'e.g. answered, billing',
		description: 'Any words, separated by commas',
	}),
	'Enter at least one label, such as answered.',
);

export const addLabels = wordList({
	displayName: 'Add Labels',
	placeholder: 'e.g. answered, billing',
	description: 'Labels to add, separated by commas',
});

export const removeLabels = wordList({
	displayName: 'Remove Labels',
	placeholder: 'e.g. unread',
	description: 'Labels to remove, separated by commas',
});
