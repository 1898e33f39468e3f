import { defineLabelChange } from './labelChange';

export const restore = defineLabelChange(
	{
		name: 'Restore',
		action: 'Restore message from trash',
		description: 'Bring a message back from the trash',
	},
	{ remove_labels: ['trash'] },
);
