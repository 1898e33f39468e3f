import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { AgentMailQueueTrigger } from '../../nodes/AgentMail/AgentMailQueueTrigger.node.js';
import { AgentMailTrigger } from '../../nodes/AgentMail/AgentMailTrigger.node.js';
import { AgentMailWebSocketTrigger } from '../../nodes/AgentMail/AgentMailWebSocketTrigger.node.js';

/**
 * What workflows store, and when n8n shows it, by place: `filters.senders`. Texts, order and further parameters are free.
 */
const CONTRACT = JSON.parse(
	readFileSync(new URL('../fixtures/triggerParameters.json', import.meta.url), 'utf8'),
) as Record<string, object>;

function stored(properties: INodeProperties[], before = ''): object {
	const entries = properties.flatMap(({ name, type, options = [], ...property }) => {
		const { default: preset, displayOptions, required, noDataExpression, typeOptions } = property;
		const shown = {
			type,
			default: preset,
			displayOptions,
			required,
			noDataExpression,
			typeOptions,
		};
		// In any order: a workflow stores what was chosen.
		const values = options.map((option) => (option as INodePropertyOptions).value).sort();
		if (type === 'collection') {
			const inside = stored(options as INodeProperties[], `${before}${name}.`);
			return [[before + name, shown], ...Object.entries(inside)];
		}
		return [[before + name, values.length > 0 ? { ...shown, values } : shown]];
	});
	return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as object;
}

describe('a stored workflow finds every parameter of the triggers where it was', () => {
	test.each([new AgentMailTrigger(), new AgentMailWebSocketTrigger(), new AgentMailQueueTrigger()])(
		'$description.displayName',
		({ description }) => {
			expect(stored(description.properties)).toMatchObject(CONTRACT[description.name]!);
		},
	);
});
