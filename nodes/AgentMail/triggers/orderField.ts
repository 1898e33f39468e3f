import { flag } from '../fields/field';

export const inOrder = flag({
	displayName: 'In Order per Inbox',
	default: true,
	description:
		'Whether the events of an inbox wait for each other: the next starts when the run of the previous one has ended. Off unless added: then all start at once.',
});
