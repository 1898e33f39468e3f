import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import {
	adminResources,
	mailResources,
	toolResources,
} from '../../nodes/AgentMail/resources/index.js';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import {
	ACTION,
	ADMIN,
	QUEUE_TRIGGER,
	TOOL,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
} from '../../scripts/nodeTypes.mjs';

/**
 * n8n's AI builders get a node as a type definition, in whole, and cut what is longer than 50,000 tokens. So a description
 * has a budget: what a model cannot read it cannot use, and what it reads is paid for each time.
 */
const BUDGETS: Array<[type: string, tokens: number]> = [
	[ACTION, 24_000],
	[ADMIN, 14_000],
	[TOOL, 30_000],
	[TRIGGER, 2_500],
	[WEB_SOCKET_TRIGGER, 2_500],
	[QUEUE_TRIGGER, 2_500],
];

let engine: Engine;
beforeAll(async () => {
	engine = await createEngine({});
});

/** As n8n serves it. (n8n 2.41: load-nodes-and-credentials, synthesize-type-def) */
function definitionOf(type: string): string {
	const description = structuredClone(
		engine.nodeTypes.getByNameAndVersion(type).description,
	) as INodeTypeDescription;
	for (const { name, options } of description.properties) {
		if (name !== 'resource' && name !== 'operation') continue;
		const offered = options as INodePropertyOptions[];
		offered.push({ name: 'Custom API Call', value: '__CUSTOM_API_CALL__' });
	}
	const properties = description.properties.filter(({ type: kind }) => kind !== 'hidden');
	type Generated = Parameters<typeof generateNodeTypeFile>[0];
	return generateNodeTypeFile({ ...description, name: type, properties } as unknown as Generated);
}

describe('the definition that an AI builder reads', () => {
	test.each(BUDGETS)('of %s is at most %i tokens', (type, tokens) => {
		expect(countTokens(definitionOf(type))).toBeLessThanOrEqual(tokens);
	});

	test.each([
		[ACTION, mailResources],
		[ADMIN, adminResources],
		[TOOL, toolResources],
	])('of %s says what each operation does', (type, offered) => {
		const definition = definitionOf(type);
		for (const { value: resource, operations } of offered) {
			for (const [operation, { description }] of Object.entries(operations)) {
				const member = definition.split(
					`resource: '${resource}';\n  operation: '${operation}';`,
				)[0]!;
				expect([resource, operation, member.split('export type ').at(-1)]).toEqual([
					resource,
					operation,
					expect.stringContaining(description),
				]);
			}
		}
	});
});
