import { defineLabelChange } from './labelChange';

export const markAsRead = defineLabelChange(
	{
		name: 'Mark as Read',
		action: 'Mark message as read',
		description: 'Put the label read on a message and take unread off',
	},
	{ add_labels: ['read'], remove_labels: ['unread'] },
);
