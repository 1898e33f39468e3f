import { defineLabelChange } from './labelChange';

export const markAsRead = defineLabelChange(
	{
		name: 'Mark as Read',
		action: 'Mark message as read',
		description: 'Mark a message as read',
	},
	{ add_labels: ['read'], remove_labels: ['unread'] },
);
