import { defineLabelChange } from './labelChange';

export const moveToTrash = defineLabelChange(
	{
		name: 'Move to Trash',
		action: 'Move message to trash',
		description: 'Move a message to the trash. Restore brings it back.',
	},
	{ add_labels: ['trash'] },
);
