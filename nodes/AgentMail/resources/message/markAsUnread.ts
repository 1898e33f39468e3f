import { defineLabelChange } from './labelChange';

export const markAsUnread = defineLabelChange(
	{
		name: 'Mark as Unread',
		action: 'Mark message as unread',
		description: 'Mark a message as unread',
	},
	{ add_labels: ['unread'], remove_labels: ['read'] },
);
