import { defineLabelChange } from './labelChange';

export const moveToTrash = defineLabelChange(
	{
		name: 'Move to Trash',
		action: 'Move message to trash',
		description: 'Hide a message from lists. Restore brings it back.',
	},
	{ add_labels: ['trash'] },
);
