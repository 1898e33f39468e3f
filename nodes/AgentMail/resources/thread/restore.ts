import { defineLabelChange } from './labelChange';

export const restore = defineLabelChange(
	{
		name: 'Restore',
		action: 'Restore thread from trash',
		description: 'Bring a thread back from the trash',
	},
	{ remove_labels: ['trash'] },
);
