import { beforeAll, describe, expect, test } from '@jest/globals';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { shownTo } from '../../nodes/AgentMail/operation/describe.js';
import {
	adminResources,
	mailResources,
	toolResources,
} from '../../nodes/AgentMail/resources/index.js';
import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import { ACTION, ADMIN, TOOL, TRIGGER, WEB_SOCKET_TRIGGER } from '../../scripts/nodeTypes.mjs';

/**
 * Conventions that n8n's linter checks in hand-written descriptions. Ours is derived, so they are checked on the result.
 */
let engine: Engine;
let description: INodeTypeDescription;
let admin: INodeTypeDescription;
let tool: INodeTypeDescription;
/** The nodes with resources and operations. */
let descriptions: INodeTypeDescription[];
let trigger: INodeTypeDescription;
let webSocketTrigger: INodeTypeDescription;
let methods: string[];

beforeAll(async () => {
	engine = await createEngine({});
	const type = engine.nodeTypes.getByNameAndVersion(ACTION);
	description = type.description;
	admin = engine.nodeTypes.getByNameAndVersion(ADMIN).description;
	tool = engine.nodeTypes.getByNameAndVersion(TOOL).description;
	descriptions = [description, admin, tool];
	trigger = engine.nodeTypes.getByNameAndVersion(TRIGGER).description;
	webSocketTrigger = engine.nodeTypes.getByNameAndVersion(WEB_SOCKET_TRIGGER).description;
	methods = Object.keys(type.methods?.listSearch ?? {});
});

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** Every parameter, those inside collections too. */
function all(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const options = (property.options ?? []) as Option[];
		const inside = options.flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [property, ...all(inside)];
	});
}

const everything = () => descriptions.flatMap(({ properties }) => all(properties));

/** Resource and operation of each panel of a node. */
function panelsOf({ properties }: INodeTypeDescription): Array<[string, string]> {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options, displayOptions }) =>
			(options as INodePropertyOptions[]).map(({ value }): [string, string] => [
				String(displayOptions?.show?.resource?.[0]),
				String(value),
			]),
		);
}

/** What stands in a panel, whatever else is chosen in it. */
function shownIn(
	{ properties }: INodeTypeDescription,
	[resource, operation]: [string, string],
): INodeProperties[] {
	return properties.filter(({ displayOptions }) => {
		const { show } = displayOptions ?? {};
		return show?.resource?.includes(resource) && show.operation?.includes(operation);
	});
}

const optionsOf = ({ properties }: INodeTypeDescription, name: string) =>
	properties
		.filter((property) => property.name === name)
		.flatMap(({ options }) => options as INodePropertyOptions[]);

describe('the nodes in the panel', () => {
	test('names are in title case, and say ID, URL and HTML in capitals', () => {
		const small = new Set([
			'a',
			'an',
			'and',
			'at',
			'by',
			'for',
			'from',
			'in',
			'of',
			'on',
			'or',
			'per',
			'the',
			'to',
			'with',
		]);
		for (const { displayName, type } of everything()) {
			// A notice is a sentence, not a name.
			if (type === 'notice') {
				expect(displayName).toMatch(/^[A-Z].*\.$/);
				continue;
			}
			const words = displayName.split(' ');
			const wrong = words.filter((word, i) => /^[a-z]/.test(word) && (i === 0 || !small.has(word)));
			expect([displayName, wrong]).toEqual([displayName, []]);
			expect(displayName).not.toMatch(/\b(Id|Url|Html|Json)\b/);
		}
	});

	test('every switch says what it is for: "Whether …"', () => {
		for (const { type, description: said, displayName } of everything()) {
			if (type === 'boolean')
				expect([displayName, said]).toEqual([displayName, expect.stringMatching(/^Whether /)]);
		}
	});

	test('every field says what it is for', () => {
		// n8n's own words for what stands above everything, and for a group of fields.
		const plain = new Set(['resource', 'operation']);
		const silent = [...descriptions, trigger, webSocketTrigger]
			.flatMap(({ properties }) => all(properties))
			.filter(({ name, type }) => !plain.has(name) && !['notice', 'collection'].includes(type))
			.filter(({ description: said }) => !said)
			.map(({ displayName }) => displayName);
		expect(silent).toEqual([]);
	});

	test('no hint asks for lines in a field that has room for one only', () => {
		const asked = [...descriptions, trigger, webSocketTrigger]
			.flatMap(({ properties }) => all(properties))
			.filter(({ hint = '', typeOptions }) => /\blines?\b/.test(hint) && !typeOptions?.rows)
			.map(({ displayName }) => displayName);
		expect(asked).toEqual([]);
	});

	test('no description ends in a full stop unless it has several sentences, and no example lacks "e.g."', () => {
		for (const { description: said, displayName, placeholder, type } of everything()) {
			const sentences = said?.split(/[.!?] /).length ?? 0;
			if (said) expect([displayName, said.endsWith('.')]).toEqual([displayName, sentences > 1]);
			if (placeholder && type === 'string') expect(placeholder).toMatch(/^e\.g\. /);
		}
	});

	test('every operation has an action that no other has, in sentence case', () => {
		for (const node of descriptions) {
			const actions = optionsOf(node, 'operation').map(({ action }) => action ?? '');
			expect(new Set(actions).size).toBe(actions.length);
			for (const action of actions) expect(action).toMatch(/^[A-Z](?:API|[^A-Z])*$/);
		}
	});

	test('options are listed alphabetically, but resources, operations and what an agent may do by use', () => {
		const byUse = ['resource', 'operation', 'agentProfile'];
		for (const property of everything()) {
			if (!['options', 'multiOptions', 'collection'].includes(property.type)) continue;
			if (byUse.includes(property.name)) continue;
			const names = (property.options as Array<{ name: string; displayName?: string }>).map(
				({ name, displayName }) => displayName ?? name,
			);
			// What most workflows start with, which Enter chooses.
			const others = names[0] === 'Message Received' ? names.slice(1) : names;
			if (names.length >= 5)
				expect(others).toEqual([...others].sort((a, b) => a.localeCompare(b, 'en')));
		}
	});

	test('every picker has a search behind it and takes an id by hand', () => {
		for (const property of everything()) {
			if (property.type !== 'resourceLocator') continue;
			const [list, id] = property.modes!;
			expect(methods).toContain(list!.typeOptions?.searchListMethod);
			expect(id).toMatchObject({ name: 'id', type: 'string' });
		}
	});

	test('people find what they do most first: to send and to reply', () => {
		const [resource] = optionsOf(description, 'resource');
		const actions = optionsOf(description, 'operation').map(({ action }) => action);
		expect(resource).toMatchObject({ value: 'message' });
		expect(actions.slice(0, 2)).toEqual(['Send message', 'Reply to message']);
		expect(actions.indexOf('Delete message permanently')).toBeGreaterThan(10);
	});

	test('each panel shows what its operation lists, in that order', () => {
		const nodes = [
			[description, mailResources, 'person'],
			[admin, adminResources, 'person'],
			[tool, toolResources, 'agent'],
		] as const;
		for (const [node, resources, audience] of nodes) {
			for (const { value: resource, operations } of resources) {
				for (const [operation, { properties }] of Object.entries(operations)) {
					const panel = shownIn(node, [resource, operation])
						.filter(({ name }) => !['agentOtherDrafts', 'agentReplyAll'].includes(name))
						.map(withoutPanel);
					expect([resource, operation, panel]).toEqual([
						resource,
						operation,
						JSON.parse(JSON.stringify(shownTo(audience, properties()))),
					]);
				}
			}
		}
	});

	test('no panel has two parameters of one name under the same condition', () => {
		for (const node of descriptions) {
			for (const panel of panelsOf(node)) {
				const conditions = shownIn(node, panel).map(({ name, displayOptions }) =>
					JSON.stringify([name, displayOptions?.show]),
				);
				expect([panel, new Set(conditions).size]).toEqual([panel, conditions.length]);
			}
		}
	});

	/** n8n resolves a property once more for each dependency that comes later, before every execution. */
	test('what others depend on stands first', () => {
		for (const { properties, name: node } of descriptions) {
			const names = new Set(properties.map(({ name }) => name));
			const conditionsOf = (name: string) =>
				properties
					.filter((property) => property.name === name)
					.flatMap(({ displayOptions: { show, hide } = {} }) => Object.keys({ ...show, ...hide }))
					.filter((other) => names.has(other) && other !== name);
			properties.forEach(({ name }, place) => {
				const before = properties.slice(0, place).map((property) => property.name);
				for (const other of conditionsOf(name))
					expect([node, name, other, before.includes(other)]).toEqual([node, name, other, true]);
			});
		}
	});

	test('what n8n stores of filled-in panels does not depend on the merging of equal parameters', () => {
		const { NodeHelpers } = engine.wf;
		for (const node of descriptions) {
			for (const [resource, operation] of panelsOf(node)) {
				const chosen = { resource, operation };
				const panel = shownIn(node, [resource, operation]);
				const filledIn = { ...chosen, ...filled(panel) };
				const alone = {
					...node,
					properties: [
						...node.properties.filter(({ name }) => name === 'resource' || name === 'operation'),
						...panel,
					],
				};
				const stored = (type: INodeTypeDescription) =>
					NodeHelpers.getNodeParameters(
						type.properties,
						filledIn,
						false,
						false,
						{ type: node.name, typeVersion: 1 },
						type,
					);
				expect([chosen, stored(node)]).toEqual([chosen, stored(alone)]);
			}
		}
	});
});

/** Without the resource and operation that it is shown for. */
function withoutPanel({ displayOptions, ...property }: INodeProperties): object {
	const { resource: _resource, operation: _operation, ...show } = displayOptions?.show ?? {};
	const left = {
		...(Object.keys(show).length > 0 && { show }),
		...(displayOptions?.hide && { hide: displayOptions.hide }),
	};
	return JSON.parse(
		JSON.stringify({ ...property, ...(Object.keys(left).length > 0 && { displayOptions: left }) }),
	) as object;
}

/** Something else than the default for each parameter. */
function filled(properties: INodeProperties[]): INodeParameters {
	const values = properties.map(({ name, type, options, default: byDefault }) => {
		const others = (options ?? []).flatMap((option) =>
			'value' in option && option.value !== byDefault ? [option.value] : [],
		);
		switch (type) {
			case 'boolean':
				return [name, !byDefault];
			case 'number':
				return [name, 7];
			case 'options':
				return [name, others[0]];
			case 'multiOptions':
				return [name, others.slice(0, 1)];
			case 'collection':
				return [name, filled(options as INodeProperties[])];
			case 'fixedCollection':
				return [name, {}];
			case 'resourceLocator':
				return [name, { __rl: true, mode: 'id', value: 'x' }];
			default:
				return [name, 'x'];
		}
	});
	return Object.fromEntries(values) as INodeParameters;
}

describe('where people stumble, the panel says', () => {
	/** What n8n shows in the boxes between the fields. */
	function noticesFor(type: INodeTypeDescription, parameters: INodeParameters): string {
		const { NodeHelpers } = engine.wf;
		const filledIn = NodeHelpers.getNodeParameters(
			type.properties,
			parameters,
			true,
			false,
			null,
			type,
		);
		return type.properties
			.filter((property) => property.type === 'notice')
			.filter((property) => NodeHelpers.displayParameter(filledIn!, property, null, type))
			.map(({ displayName }) => displayName)
			.join(' ');
	}

	test('with automatic registration, what AgentMail must reach', () => {
		const registration = trigger.properties.find(({ name }) => name === 'registration');
		const [automatic] = registration!.options as INodePropertyOptions[];
		expect(automatic?.description).toContain('public https:// address');
		expect(noticesFor(trigger, {})).not.toContain('Production URL');
	});

	test('with manual registration, the three steps', () => {
		const said = noticesFor(trigger, { registration: 'manual' });
		expect(said).toMatch(/Webhook URLs.*Production URL.*console.*Webhook Secret/);
		expect(said).not.toContain('WebSocket Trigger');
	});

	test('in no tags but those that n8n keeps in such a box', () => {
		const kept = new Set(['a', 'ul', 'li']);
		const notices = [...descriptions, trigger, webSocketTrigger]
			.flatMap(({ properties }) => properties)
			.filter(({ type }) => type === 'notice');
		const tags = notices.flatMap(({ displayName }) => [...displayName.matchAll(/<\/?(\w+)/g)]);
		expect(tags.map(([, tag]) => tag).filter((tag) => !kept.has(tag!))).toEqual([]);
	});

	test('on a WebSocket, nothing of addresses', () => {
		expect(noticesFor(webSocketTrigger, {})).not.toMatch(/address|URL/);
	});

	test.each([
		['inbox', 'create', ['plan', 'verified']],
		['domain', 'create', ['paid', 'DNS records', 'subdomain']],
	])('at %s, %s, what the plan and the domain need', (resource, operation, words) => {
		const node = resource === 'domain' ? admin : description;
		const said = noticesFor(node, { resource, operation });
		for (const word of words) expect(said).toContain(word);
		expect(noticesFor(node, { resource, operation: 'getAll' })).toBe('');
	});

	test('with the files of a draft, that AgentMail fetches none of them from this n8n', () => {
		const files = (resource: string) =>
			description.properties
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource))
				.flatMap((property) => all([property]))
				.filter(({ name }) => /^(attachments|addAttachments)$/.test(name))
				.map(({ description: said }) => said);
		expect(new Set(files('draft')).size).toBe(1);
		expect(files('draft')[0]).toMatch(/4\.4 MB in total/);
		expect(files('message')[0]).toMatch(/fetches them from this n8n/);
	});
});

/** n8n makes a tool for AI agents of it, by these names. (n8n 2.41: tool-generation/hitl-tools) */
describe('as the human review in front of a tool', () => {
	const offering = () =>
		description.properties.filter(
			({ name, options }) =>
				name === 'operation' &&
				(options as INodePropertyOptions[]).some(({ value }) => value === 'sendAndWait'),
		);

	test('message is the first resource that offers it', () => {
		expect(offering()[0]?.displayOptions?.show?.resource).toEqual(['message']);
	});

	test('its parameters bear the names that n8n looks for', () => {
		const names = description.properties
			.filter(({ displayOptions }) => {
				const { resource, operation } = displayOptions?.show ?? {};
				return resource?.includes('message') && operation?.includes('sendAndWait');
			})
			.map(({ name }) => name);
		expect(names).toEqual(
			expect.arrayContaining(['message', 'responseType', 'approvalOptions', 'options']),
		);
	});

	test('its links lead to the path that n8n signs', () => {
		expect(description.webhooks).toMatchObject(
			['GET', 'POST'].map((httpMethod) => ({
				httpMethod,
				path: '={{ $nodeId }}',
				restartWebhook: true,
				isFullPath: true,
			})),
		);
	});
});

describe('the webhook trigger', () => {
	test.each([
		['automatic', true],
		['manual', false],
		// The default, which n8n does not store.
		[undefined, true],
	])('with registration %s hides its address in the panel: %s', (registration, hides) => {
		const parameters = registration ? { registration } : {};
		const workflow = engine.newWorkflow({
			nodes: [{ name: 'Trigger', type: TRIGGER, parameters }],
		});
		const [webhook] = trigger.webhooks!;
		expect(
			workflow.expression.getSimpleParameterValue(
				workflow.getNode('Trigger')!,
				webhook!.ndvHideUrl,
				'internal',
				{},
			),
		).toBe(hides);
	});

	/** With N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE n8n then opens no isolate for it: see docs/scaling.md. */
	test('makes n8n evaluate no expression for a delivery', () => {
		// For a node of version 1 n8n evaluates one of its own.
		expect(trigger.defaultVersion).toBeGreaterThan(1);
		for (const { ndvHideUrl: _inThePanel, ...webhook } of trigger.webhooks ?? []) {
			expect(Object.values(webhook).filter((value) => String(value).startsWith('='))).toEqual([]);
		}
	});
});
