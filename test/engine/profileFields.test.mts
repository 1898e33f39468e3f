import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { toolResources } from '../../nodes/AgentMail/resources/index.js';
import { shownTo } from '../../nodes/AgentMail/operation/describe.js';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';
import { hostileValues, LIMITED_PROFILES, untouched } from './attacks.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();

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

describe.each(LIMITED_PROFILES)(
	'%s: no field of an operation does what the profile forbids',
	(agentProfile) => {
		test.each(operations)('$resource: $operation', async ({ resource, operation, definition }) => {
			const parametersOf = await prepareMailbox(at.sandbox);
			at.sandbox.createInbox({ username: 'boss' });
			const [personal] = [...at.sandbox.store.drafts.values()];
			personal!.send_at = undefined;
			personal!.send_status = undefined;
			const before = structuredClone(untouched(at.sandbox, agentProfile, personal!.draft_id));
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
				expect([field, attack, untouched(at.sandbox, agentProfile, personal!.draft_id)]).toEqual([
					field,
					attack,
					before,
				]);
			}
		});
	},
);
