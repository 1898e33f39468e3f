import { defineLabelChange } from './labelChange';

export const moveToTrash = defineLabelChange(
	{
		name: 'Move to Trash',
		action: 'Move thread to trash',
		description: 'Move a thread to the trash. Restore brings it back.',
	},
	{ add_labels: ['trash'] },
);
