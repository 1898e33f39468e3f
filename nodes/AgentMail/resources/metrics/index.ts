import type { Resource } from '../../operation/operation';
import { getEvents } from './getEvents';
import { getRates } from './getRates';
import { getUsage } from './getUsage';

export const metrics: Resource = {
	name: 'Metric',
	value: 'metrics',
	description: 'How much was sent, received and used',
	operations: {
		getUsage,
		getEvents,
		getRates,
	},
};
