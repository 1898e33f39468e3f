import { defineLabelChange } from './labelChange';

export const markAsUnread = defineLabelChange(
	{
		name: 'Mark as Unread',
		action: 'Mark message as unread',
		description: 'Put the label unread on a message and take read off',
	},
	{ add_labels: ['unread'], remove_labels: ['read'] },
);
