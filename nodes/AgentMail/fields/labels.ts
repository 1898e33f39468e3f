import type { Field } from './field';
import { InputError } from '../shared/inputError';
import { wordList } from './list';

const words = wordList({
	displayName: 'Labels',
	required: true,
	placeholder: 'e.g. answered, billing',
	description: 'Words of your choice. AgentMail makes a label when it is first used.',
});

/** Labels to add or to take away: at least one. */
export const labels: Field<string[]> = {
	properties: words.properties,
	read: async (item, path) => {
		const given = await words.read(item, path);
		if (given) return given;
		throw new InputError('Labels is empty. Enter at least one label, such as answered.');
	},
};

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
