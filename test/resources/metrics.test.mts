import { expect, test } from '@jest/globals';
import { AgentMail } from 'agentmail';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { metrics } from '../../nodes/AgentMail/resources/metrics/index.js';

function offered(operation: string, parameter: string): unknown[] {
	const filters = metrics.operations[operation]!.properties().find(
		({ name }) => name === 'filters',
	);
	const types = (filters!.options as INodeProperties[]).find(({ name }) => name === parameter);
	return (types!.options as INodePropertyOptions[]).map(({ value }) => value).sort();
}

test('events that AgentMail counts are offered, and no others', () => {
	expect(offered('getEvents', 'eventTypes')).toEqual(
		Object.values(AgentMail.MetricEventType).sort(),
	);
	expect(offered('getUsage', 'usageTypes')).toEqual(Object.values(AgentMail.UsageType).sort());
});
