import { defineLabelChange } from './labelChange';

export const restore = defineLabelChange(
	{
		name: 'Restore',
		action: 'Restore message from trash',
		description: 'Restore a message from the trash',
	},
	{ remove_labels: ['trash'] },
);
