import { beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/AgentMail/resources/index.js';
import type { Operation } from '../../nodes/AgentMail/operation/operation.js';
import { PROFILE_PROPERTIES } from '../../nodes/AgentMail/agent/profile.js';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';

/** What a model can fill: n8n offers `$fromAI` for these. (n8n 2.41: tools) */
const FILLABLE = new Set(['boolean', 'dateTime', 'json', 'number', 'resourceLocator', 'string']);

/** As names of what a model shall give, these say too little: of what? */
const AMBIGUOUS = new Set(['Content', 'Fields', 'ID', 'Name', 'Title', 'Type', 'URL', 'Value']);

/** The parameters of an operation as a tool shows them, those inside of collections too. */
function shown(properties: INodeProperties[]): INodeProperties[] {
	return properties
		.filter(({ displayOptions }) => !displayOptions?.hide?.['@tool'])
		.flatMap((property) => {
			const inside = (property.options ?? []).flatMap((option) =>
				'values' in option ? option.values : 'type' in option ? [option] : [],
			);
			return [property, ...shown(inside)];
		});
}

// A human-review step asks as the person at the panel says.
const operations = resources.flatMap(({ value, operations: all }) =>
	Object.entries(all)
		.filter(([name]) => name !== 'sendAndWait')
		.map(([name, operation]): [string, Operation] => [`${value}.${name}`, operation]),
);

describe.each(operations)('%s as the tool of an AI agent', (_name, operation) => {
	const parameters = shown(operation.properties());
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
		const top = operation.properties().filter(({ type }) => FILLABLE.has(type));
		const names = top.map(({ name, displayName }) => `${displayName} ${name}`);
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

	test.each([
		['agentMailTool', true],
		['agentMail', false],
	])('%s: shown %s', (type, isShown) => {
		const node = { type, typeVersion: 1, parameters: {} };
		const [profile] = PROFILE_PROPERTIES;
		const description = { name: type };
		expect(engine.wf.NodeHelpers.displayParameter({}, profile, node, description)).toBe(isShown);
	});
});
