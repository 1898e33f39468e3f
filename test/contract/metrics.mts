import type { AgentMail } from 'agentmail';

import type { Case } from './case.mjs';
import { at } from './levels.mjs';

const EVENT_TYPES: AgentMail.MetricEventType[] = ['message.sent', 'message.bounced'];
const USAGE_TYPES: AgentMail.UsageType[] = ['storage_bytes', 'message_count'];
const RANGE = { period: 3600, limit: 25, descending: true };
const START = '2026-01-01T00:00:00.000Z';
const END = '2026-01-02T00:00:00.000Z';
const DATES = { start: new Date(START), end: new Date(END) };

const metric = (operation: string, filters: object = {}): Case['node'] => ({
	resource: 'metrics',
	operation,
	...{ filters },
});

export const metrics: Case[] = at(
	['organization', 'pod', 'inbox'],
	[
		{
			method: 'metrics.queryEvents',
			arguments: 'required',
			sdk: async (c) => await c.metrics.queryEvents(),
			node: metric('getEvents'),
		},
		{
			method: 'metrics.queryEvents',
			arguments: 'all',
			sdk: async (c) =>
				await c.metrics.queryEvents({ eventTypes: EVENT_TYPES, ...DATES, ...RANGE }),
			node: metric('getEvents', { eventTypes: EVENT_TYPES, start: START, end: END, ...RANGE }),
		},
		{
			method: 'metrics.queryUsage',
			arguments: 'required',
			sdk: async (c) => await c.metrics.queryUsage(),
			node: metric('getUsage'),
		},
		{
			method: 'metrics.queryUsage',
			arguments: 'all',
			sdk: async (c) => await c.metrics.queryUsage({ usageTypes: USAGE_TYPES, ...DATES, ...RANGE }),
			node: metric('getUsage', { usageTypes: USAGE_TYPES, start: START, end: END, ...RANGE }),
		},
	],
);
