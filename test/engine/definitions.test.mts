import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { readFileSync } from 'node:fs';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { EVENTS } from '../../nodes/AgentMail/events/catalogue.js';
import type { Resource } from '../../nodes/AgentMail/operation/operation.js';
import {
	adminResources,
	mailResources,
	toolResources,
} from '../../nodes/AgentMail/resources/index.js';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import {
	ACTION,
	ADMIN,
	MEMORY,
	QUEUE_TRIGGER,
	TOOL,
	TOOLKIT,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
} from '../../scripts/nodeTypes.mjs';

/**
 * n8n's AI builders get a node as a type definition, in whole, and cut what is longer than 50,000 tokens. So a description
 * has a budget: what a model cannot read it cannot use, and what it reads is paid for each time.
 */
const BUDGETS: Array<[type: string, tokens: number]> = [
	[ACTION, 28_000],
	[ADMIN, 14_000],
	[TOOL, 36_000],
	[TOOLKIT, 900],
	[MEMORY, 1_500],
	[TRIGGER, 2_500],
	[WEB_SOCKET_TRIGGER, 2_500],
	[QUEUE_TRIGGER, 2_500],
];

let engine: Engine;
beforeAll(async () => {
	engine = await createEngine({});
});

function descriptionOf(type: string): INodeTypeDescription {
	return engine.nodeTypes.getByNameAndVersion(type).description as INodeTypeDescription;
}

/** As n8n serves it. (n8n 2.41: load-nodes-and-credentials, synthesize-type-def) */
function definitionOf(type: string): string {
	const description = structuredClone(descriptionOf(type));
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
	])('of %s says what each operation does and needs', (type, offered) => {
		const definition = definitionOf(type);
		const { properties } = descriptionOf(type);
		for (const [resource, operation, { description }] of operationsOf(offered)) {
			const member = memberOf(definition, resource, operation);
			expect([resource, operation, member]).toEqual([
				resource,
				operation,
				expect.stringContaining(description),
			]);
			const shown = properties.filter(({ displayOptions: { show = {} } = {} }) =>
				[show.resource?.includes(resource), show.operation?.includes(operation)].every(Boolean),
			);
			// A picker's ID may come from the item by default, but the item must have it.
			const empty = shown.filter(
				({ required, default: value }) => required && (value === '' || typeof value === 'object'),
			);
			const needed = /Required: (.*)/.exec(member)?.[1] ?? '';
			const named = needed.replaceAll(/ \([^)]*\)/g, '').split(', ');
			expect([resource, operation, new Set(named)]).toEqual([
				resource,
				operation,
				new Set(empty.length > 0 ? empty.map(({ name }) => name) : ['']),
			]);
		}
	});

	test.each([
		[ACTION, mailResources],
		[ADMIN, adminResources],
	])('of %s names every field that an operation puts out', (type, offered) => {
		const definition = definitionOf(type);
		for (const [resource, operation] of operationsOf(offered)) {
			const member = memberOf(definition, resource, operation);
			const output = /Output: (.*)/.exec(member)?.[1]?.match(/\w+/g) ?? [];
			const fields = namesIn(schemaOf(resource, operation));
			expect(fields.length).toBeGreaterThan(0);
			expect([resource, operation, output]).toEqual([
				resource,
				operation,
				expect.arrayContaining(fields),
			]);
		}
	});

	test('says that a label needs the inbox and what it is for', () => {
		const member = memberOf(definitionOf(ACTION), 'label', 'add');
		expect(member).toContain('inboxId (target: message or draft)');
		expect(member).toContain('messageId (target: message)');
		expect(member).toContain('threadId (target: thread)');
	});

	test('says where the answer of a person is found, also when nobody answers', () => {
		const definition = definitionOf(ACTION);
		expect(definition).toContain('data.timedOut: true and data.approved: false');
		expect(definition).not.toMatch(/(?<!data\.)(?:approved|timedOut): (?:true|false)/);
	});

	test.each([
		[TRIGGER, ACTION],
		[QUEUE_TRIGGER, ACTION],
		[WEB_SOCKET_TRIGGER, ACTION],
		[ACTION, TRIGGER],
		[TOOL, MEMORY],
		[TOOLKIT, MEMORY],
		[MEMORY, TOOLKIT],
	])('of %s comes with a word about %s where it is searched', (type, other) => {
		const { relatedNodes = [] } = descriptionOf(type).builderHint ?? {};
		expect(relatedNodes.map(({ nodeType }) => nodeType)).toContain(other);
		expect(descriptionOf(other).displayName).toMatch(/^AgentMail/);
	});

	test('says that an agent kept within limits needs its inbox or pod', () => {
		expect(definitionOf(TOOL)).toContain('Required unless Agent May is Use Everything.');
	});

	test.each([TRIGGER, QUEUE_TRIGGER, WEB_SOCKET_TRIGGER])(
		'of %s says what starts the workflow with what',
		(type) => {
			const definition = definitionOf(type);
			for (const { value } of EVENTS)
				expect(definition).toMatch(new RegExp(`Output of .*${value}`));
			const received = /Output of message\.received,.*/.exec(definition)?.[0];
			for (const field of [
				'event.delivery_id',
				'inbox_id',
				'thread_id',
				'message_id',
				'from',
				'text',
			]) {
				expect(received).toContain(field);
			}
			expect(definition).toContain('attachment_0');
			expect(received).toContain('attachments[] (attachment_id, filename');
			expect(definition).toMatch(/Output of message\.security\.completed,.* agent_armor/);
			expect(definition).toContain('can come again');
			expect(definition).toMatch(/own inboxes and automated email .* is skipped/);
		},
	);
});

/** What n8n has to say of one operation. */
function memberOf(definition: string, resource: string, operation: string): string {
	const [before = ''] = definition.split(`resource: '${resource}';\n  operation: '${operation}';`);
	return before.split('export type ').at(-1) ?? '';
}

function operationsOf(offered: readonly Resource[]) {
	return offered.flatMap(({ value, operations }) =>
		Object.entries(operations).map(([name, operation]) => [value, name, operation] as const),
	);
}

interface Schema {
	properties?: Record<string, Schema>;
	items?: Schema;
}

function schemaOf(resource: string, operation: string): Schema {
	const file = `../../nodes/AgentMail/__schema__/v1.0.0/${resource}/${operation}.json`;
	return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Schema;
}

function namesIn({ properties = {}, items }: Schema): string[] {
	const inside = Object.entries(properties).flatMap(([name, schema]) => [name, ...namesIn(schema)]);
	return [...inside, ...(items ? namesIn(items) : [])];
}
