import { describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { toolResources } from '../../nodes/AgentMail/resources/index.js';
import { shownTo } from '../../nodes/AgentMail/operation/describe.js';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();

const PROFILES = ['readOnly', 'draftsOnly', 'replyOnly'] as const;
const LINK = 'https://evil.example/a.pdf';

/** What an agent that was talked into something would put into a field of that kind. */
function hostileValues({ name, type, options = [] }: INodeProperties): unknown[] {
	switch (type) {
		case 'options':
			return options.map((option) => ('value' in option ? option.value : ''));
		case 'multiOptions':
			return options.map((option) => ['value' in option ? option.value : '']);
		case 'boolean':
			return [true, false];
		case 'number':
			return [1];
		case 'dateTime':
			return ['2099-01-01T09:00:00Z'];
		case 'resourceLocator':
			return [byId('boss@agentmail.to'), byId('../../boss@agentmail.to')];
		case 'fixedCollection':
			return (options as INodePropertyCollection[]).map(({ name: inner }) => ({
				[inner]:
					inner === 'attachment'
						? [{ source: 'url', url: LINK }]
						: [{ name: 'Bcc', value: 'evil@x.io' }],
			}));
		default:
			return ['evil@x.io', 'trash', 'SPAM', `${name}\r\nBcc: evil@x.io`];
	}
}

/** Each field of an operation with each hostile value, one at a time. */
function attacks(properties: INodeProperties[]): Array<[string, object]> {
	return properties.flatMap((property) =>
		property.type === 'collection'
			? (property.options as INodeProperties[]).flatMap((inner) =>
					hostileValues(inner).map((value): [string, object] => [
						`${property.name}.${inner.name}`,
						{ [property.name]: { [inner.name]: value } },
					]),
				)
			: hostileValues(property).map((value): [string, object] => [
					property.name,
					{ [property.name]: value },
				]),
	);
}

/** What the sandbox holds that the profile must not have touched, for comparison. */
function held(profile: (typeof PROFILES)[number], personal: string) {
	const { messages, drafts, inboxes, pods } = at.sandbox.store;
	const all = [...messages.values()];
	const own = (labels: string[]) => labels.some((label) => ['sent', 'received'].includes(label));
	const isReply = ({ to, cc, bcc, labels }: (typeof all)[number]) =>
		labels.includes('sent') &&
		JSON.stringify([to, cc ?? [], bcc ?? []])
			.match(/[\w.]+@[\w.]+/g)!
			.every((address) => address === 'jane@example.com');
	const replies = profile === 'replyOnly' ? all.filter(isReply) : [];
	const made =
		profile === 'draftsOnly'
			? [...drafts.values()].filter(({ draft_id }) => draft_id !== personal)
			: [];
	return {
		messages: all
			.filter((each) => !replies.includes(each))
			.map(({ message_id, labels }) => [message_id, labels]),
		drafts: [...drafts.values()].filter((each) => !made.includes(each)),
		inboxes: [...inboxes.values()],
		pods: [...pods.values()],
		hidden: [...replies, ...made].filter(
			({ labels }) =>
				labels.some((label) => /trash|spam|blocked/i.test(label)) ||
				(made.length > 0 && own(labels)),
		),
		scheduled: made.filter(({ send_at }) => send_at),
		linked: made.filter((draft) => JSON.stringify(draft).includes(LINK)),
	};
}

/** What some profile lets through: of everything else, the whole operation is stopped. (agentProfile.test.mts) */
const CHANGES = [
	'draft.create',
	'draft.update',
	'draft.delete',
	'message.reply',
	'message.replyAll',
	'thread.reply',
];

/** CI takes all; it waits for no message, because that takes its time and only reads. */
const isTried = (name: string) =>
	process.env.FUZZ_RUNS === undefined ? CHANGES.includes(name) : name !== 'message.waitFor';

const operations = toolResources
	.flatMap(({ value: resource, operations }) =>
		Object.entries(operations).map(([operation, definition]) => ({
			resource,
			operation,
			definition,
		})),
	)
	.filter(({ resource, operation }) => isTried(`${resource}.${operation}`));

describe.each(PROFILES)(
	'%s: no field of an operation does what the profile forbids',
	(agentProfile) => {
		test.each(operations)('$resource: $operation', async ({ resource, operation, definition }) => {
			const parametersOf = await prepareMailbox(at.sandbox);
			at.sandbox.createInbox({ username: 'boss' });
			const [personal] = [...at.sandbox.store.drafts.values()];
			personal!.send_at = undefined;
			personal!.send_status = undefined;
			const before = structuredClone(held(agentProfile, personal!.draft_id));
			const base = parametersOf(`${resource}.${operation}`);
			const properties = shownTo('agent', definition.properties());
			for (const [field, attack] of [['none', {}] as const, ...attacks(properties)]) {
				const call = {
					...base,
					...attack,
					resource,
					operation,
					agentProfile,
					agentWorksIn: byId(INBOX),
				};
				await at.engine.callOfNativeAgent(call).catch(() => undefined);
				expect([field, attack, held(agentProfile, personal!.draft_id)]).toEqual([
					field,
					attack,
					before,
				]);
			}
		});
	},
);
