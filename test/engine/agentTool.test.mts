import { beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { toolResources } from '../../nodes/AgentMail/resources/index.js';
import type { Operation } from '../../nodes/AgentMail/operation/operation.js';
import { PROFILE_PROPERTIES } from '../../nodes/AgentMail/agent/profile.js';
import { shownTo } from '../../nodes/AgentMail/operation/describe.js';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import { ACTION, ADMIN, TOOL } from '../../scripts/nodeTypes.mjs';

/** What a model can fill: n8n offers `$fromAI` for these. (n8n 2.41: tools) */
const FILLABLE = new Set(['boolean', 'dateTime', 'json', 'number', 'resourceLocator', 'string']);

/** As names of what a model shall give, these say too little: of what? */
const AMBIGUOUS = new Set(['Content', 'Fields', 'ID', 'Name', 'Title', 'Type', 'URL', 'Value']);

/** These parameters and those inside of collections. */
function withInner(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inside = (property.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [property, ...withInner(inside)];
	});
}

const operations = toolResources.flatMap(({ value, operations: all }) =>
	Object.entries(all).map(([name, operation]): [string, Operation] => [
		`${value}.${name}`,
		operation,
	]),
);

describe.each(operations)('%s as the tool of an AI agent', (_name, operation) => {
	const top = shownTo('agent', operation.properties());
	const parameters = withInner(top);
	const fillable = parameters.filter(({ type }) => FILLABLE.has(type));

	test('says what it does, in its action and its description', () => {
		expect(operation.action.split(' ').length).toBeGreaterThan(1);
		expect(operation.description.length).toBeGreaterThan(10);
	});

	test('each field that a model can fill says what it is for', () => {
		for (const { displayName, description } of fillable) {
			expect([displayName, description]).toEqual([displayName, expect.stringMatching(/\w{2,}/)]);
			// The "Fields" of the output selector are chosen by the person.
			if (displayName !== 'Fields') expect(AMBIGUOUS).not.toContain(displayName);
		}
	});

	test('no two fields that a model fills have one name', () => {
		const names = top
			.filter(({ type }) => FILLABLE.has(type))
			.map(({ name, displayName }) => `${displayName} ${name}`);
		const labels = new Set(names.map((each) => each.split(' ').slice(0, -1).join(' ')));
		expect(new Set(names).size).toBe(labels.size);
	});

	test('what is required can be filled', () => {
		for (const { required, displayName, type, modes } of parameters) {
			if (!required) continue;
			expect([displayName, FILLABLE.has(type)]).toEqual([displayName, true]);
			if (type === 'resourceLocator')
				expect(modes?.find(({ name }) => name === 'id')).toMatchObject({ type: 'string' });
		}
	});

	test('nothing asks for files of n8n, which a model does not have', () => {
		const names = parameters.map(({ name }) => name);
		for (const name of [
			'binaryPropertyName',
			'binaryPropertyPrefix',
			'downloadAttachments',
			'property',
			'parallel',
		])
			expect(names).not.toContain(name);
	});
});

describe('the profile', () => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await createEngine({});
	});

	test('takes no expression, so that a model cannot fill it', () => {
		for (const { name, noDataExpression } of PROFILE_PROPERTIES)
			expect([name, noDataExpression]).toEqual([name, true]);
	});

	test('is there whatever else is chosen, because n8n may drop a parameter that is hidden', () => {
		const { properties } = engine.nodeTypes.getByNameAndVersion(TOOL).description;
		for (const name of ['agentProfile', 'agentWorksIn']) {
			const property = properties.find((each) => each.name === name);
			expect(property).toHaveProperty('noDataExpression', true);
			expect(property).not.toHaveProperty('displayOptions');
		}
	});

	test.each([ACTION, ADMIN])('does not stand in the panel of %s', (type) => {
		const { properties } = engine.nodeTypes.getByNameAndVersion(type).description;
		expect(properties.map(({ name }) => name)).not.toContain('agentProfile');
	});
});

describe('the tool', () => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await createEngine({});
	});

	test('is a node of its own, and neither action node is made into one', () => {
		const of = (type: string) => engine.nodeTypes.getByNameAndVersion(type).description;
		expect(of(TOOL)).toMatchObject({ inputs: [], outputs: ['ai_tool'] });
		expect([ACTION, ADMIN, TOOL].map((type) => of(type).usableAsTool)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	test('takes the id of a message, thread, draft and attachment as text, which a builder lets a model fill', () => {
		const { properties } = engine.nodeTypes.getByNameAndVersion(TOOL).description;
		const typesOf = (name: string) => [
			...new Set(properties.filter((property) => property.name === name).map(({ type }) => type)),
		];
		for (const name of ['messageId', 'threadId', 'draftId', 'attachmentId'])
			expect([name, typesOf(name)]).toEqual([name, ['string']]);
		for (const name of ['inboxId', 'podId'])
			expect([name, typesOf(name)]).toEqual([name, ['resourceLocator']]);
	});

	test('describes itself to the model under the names that n8n reads', () => {
		const { properties } = engine.nodeTypes.getByNameAndVersion(TOOL).description;
		expect(properties.slice(0, 2).map(({ name }) => name)).toEqual([
			'descriptionType',
			'toolDescription',
		]);
	});
});
