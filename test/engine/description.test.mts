import { beforeAll, describe, expect, test } from '@jest/globals';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import {
	createEngine,
	ACTION,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
	type Engine,
} from '../../scripts/engine/engine.mjs';

/**
 * Conventions that n8n's linter checks in hand-written descriptions. Ours is derived, so they are checked on the result.
 */
let engine: Engine;
let description: INodeTypeDescription;
let trigger: INodeTypeDescription;
let webSocketTrigger: INodeTypeDescription;
let methods: string[];

beforeAll(async () => {
	engine = await createEngine({});
	const type = engine.nodeTypes.getByNameAndVersion(ACTION);
	description = type.description;
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

const optionsOf = (name: string) =>
	description.properties
		.filter((property) => property.name === name)
		.flatMap(({ options }) => options as INodePropertyOptions[]);

describe('the action node in the panel', () => {
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
			'the',
			'to',
			'with',
		]);
		for (const { displayName, type } of all(description.properties)) {
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
		for (const { type, description: said, displayName } of all(description.properties)) {
			if (type === 'boolean')
				expect([displayName, said]).toEqual([displayName, expect.stringMatching(/^Whether /)]);
		}
	});

	test('every field says what it is for', () => {
		// n8n's own words for what stands above everything, and for a group of fields.
		const plain = new Set(['resource', 'operation']);
		const silent = [description, trigger, webSocketTrigger]
			.flatMap(({ properties }) => all(properties))
			.filter(({ name, type }) => !plain.has(name) && !['notice', 'collection'].includes(type))
			.filter(({ description: said }) => !said)
			.map(({ displayName }) => displayName);
		expect(silent).toEqual([]);
	});

	test('no hint asks for lines in a field that has room for one only', () => {
		const asked = [description, trigger, webSocketTrigger]
			.flatMap(({ properties }) => all(properties))
			.filter(({ hint = '', typeOptions }) => /\blines?\b/.test(hint) && !typeOptions?.rows)
			.map(({ displayName }) => displayName);
		expect(asked).toEqual([]);
	});

	test('no description ends in a full stop unless it has several sentences, and no example lacks "e.g."', () => {
		for (const { description: said, displayName, placeholder, type } of all(
			description.properties,
		)) {
			const sentences = said?.split(/[.!?] /).length ?? 0;
			if (said) expect([displayName, said.endsWith('.')]).toEqual([displayName, sentences > 1]);
			if (placeholder && type === 'string') expect(placeholder).toMatch(/^e\.g\. /);
		}
	});

	test('every operation has an action that no other has, in sentence case', () => {
		const actions = optionsOf('operation').map(({ action }) => action ?? '');
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) expect(action).toMatch(/^[A-Z](?:API|[^A-Z])*$/);
	});

	test('options are listed alphabetically', () => {
		for (const property of all(description.properties)) {
			if (!['options', 'multiOptions', 'collection'].includes(property.type)) continue;
			const names = (property.options as Array<{ name: string; displayName?: string }>).map(
				({ name, displayName }) => displayName ?? name,
			);
			if (names.length >= 5)
				expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
		}
	});

	test('every picker has a search behind it and takes an id by hand', () => {
		for (const property of all(description.properties)) {
			if (property.type !== 'resourceLocator') continue;
			const [list, id] = property.modes!;
			expect(methods).toContain(list!.typeOptions?.searchListMethod);
			expect(id).toMatchObject({ name: 'id', type: 'string' });
		}
	});

	test('every parameter is shown for one resource and operation', () => {
		for (const { name, displayOptions } of description.properties) {
			if (name === 'resource' || name === 'operation') continue;
			// A tool's profile stands whatever the operation is, so that it cannot be lost by choosing another.
			if (displayOptions?.show?.['@tool'] && name.startsWith('agent')) continue;
			expect([name, displayOptions?.show?.resource, displayOptions?.show?.operation]).toEqual([
				name,
				[expect.any(String)],
				[expect.any(String)],
			]);
		}
	});

	test('no operation shows two parameters of one name at once', () => {
		const seen = new Set<string>();
		for (const { name, displayOptions } of description.properties) {
			const where = JSON.stringify([name, displayOptions?.show]);
			expect([where, seen.has(where)]).toEqual([where, false]);
			seen.add(where);
		}
	});
});

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

	test('with automatic registration, what AgentMail must reach, and what to take if it cannot', () => {
		const said = noticesFor(trigger, {});
		expect(said).toContain('public https address');
		expect(said).toContain('WebSocket Trigger');
		expect(said).not.toContain('Production URL');
	});

	test('with manual registration, the three steps', () => {
		const said = noticesFor(trigger, { registration: 'manual' });
		expect(said).toMatch(/Webhook URLs.*Production URL.*console.*Webhook Secret/);
		expect(said).not.toContain('WebSocket Trigger');
	});

	test('in no tags but those that n8n keeps in such a box', () => {
		const kept = new Set(['a', 'ul', 'li']);
		const notices = [description, trigger, webSocketTrigger]
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
		const said = noticesFor(description, { resource, operation });
		for (const word of words) expect(said).toContain(word);
		expect(noticesFor(description, { resource, operation: 'getAll' })).toBe('');
	});

	test('with the files of a draft, that AgentMail fetches none of them from this n8n', () => {
		const files = (resource: string) =>
			description.properties
				.filter(({ displayOptions }) => String(displayOptions?.show?.resource) === resource)
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
				return String(resource) === 'message' && String(operation) === 'sendAndWait';
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
