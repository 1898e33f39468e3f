import { defineLabelChange } from './labelChange';

export const restore = defineLabelChange(
	{
		name: 'Restore',
		action: 'Restore thread from trash',
		description: 'Restore a thread from the trash',
	},
	{ remove_labels: ['trash'] },
);
