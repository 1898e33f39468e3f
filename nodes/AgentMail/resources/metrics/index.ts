import type { Resource } from '../../operation/operation';
import { getEvents } from './getEvents';
import { getUsage } from './getUsage';

export const metrics: Resource = {
	name: 'Metric',
	value: 'metrics',
	description: 'What happened and how much there is, over time',
	operations: { getEvents, getUsage },
};
