import type { Resource } from '../../operation/operation';
import { getEvents } from './getEvents';
import { getUsage } from './getUsage';

export const metrics: Resource = {
	name: 'Metric',
	value: 'metrics',
	description: 'Numbers over time: mail, inboxes, storage',
	operations: { getEvents, getUsage },
};
