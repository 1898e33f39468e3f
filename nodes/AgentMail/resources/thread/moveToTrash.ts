import { defineLabelChange } from './labelChange';

export const moveToTrash = defineLabelChange(
	{
		name: 'Move to Trash',
		action: 'Move thread to trash',
		description: 'Hide a thread from lists. Restore brings it back.',
	},
	{ add_labels: ['trash'] },
);
