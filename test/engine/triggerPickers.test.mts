import { beforeEach, expect, test } from '@jest/globals';

import { ACTION, TRIGGER } from '../../scripts/engine/engine.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';

const fixture = useSandbox();

beforeEach(() => {
	// The engine calls methods of the action node; those of the trigger run in the same context.
	const [action, trigger] = [ACTION, TRIGGER].map((type) =>
		fixture.engine.nodeTypes.getByName(type),
	);
	action!.methods = { ...action!.methods, loadOptions: trigger!.methods!.loadOptions };
});

const choices = async (name: 'getInboxes' | 'getPods') => {
	const options = await fixture.engine.method('loadOptions', name);
	return options.map((option: { value: unknown }) => option.value);
};
const useKey = (scope: { pod_id?: string; inbox_id?: string }) =>
	fixture.engine.useCredential(credentialFor(fixture.sandbox, fixture.sandbox.createKey(scope)));

const inboxes = () => [...fixture.sandbox.store.inboxes.values()];
const pods = () => [...fixture.sandbox.store.pods.keys()];

test('an organization key offers all inboxes, over all pages, and all pods', async () => {
	for (let i = 0; i < 120; i++) fixture.sandbox.createInbox();
	expect((await choices('getInboxes')).sort()).toEqual(
		inboxes()
			.map(({ inbox_id }) => inbox_id)
			.sort(),
	);
	expect((await choices('getPods')).sort()).toEqual(pods().sort());
});

test('an inbox is shown by its name and its address', async () => {
	const { inbox_id } = fixture.sandbox.createInbox({ display_name: 'Sales' });
	const options = await fixture.engine.method('loadOptions', 'getInboxes');
	expect(options).toContainEqual({ name: `Sales (${inbox_id})`, value: inbox_id });
});

test('a pod key offers its pod and the inboxes of it', async () => {
	const { pod_id } = fixture.sandbox.store.inboxes.get(INBOX)!;
	useKey({ pod_id });
	expect(await choices('getPods')).toEqual([pod_id]);
	const own = inboxes().filter((inbox) => inbox.pod_id === pod_id);
	expect((await choices('getInboxes')).sort()).toEqual(own.map(({ inbox_id }) => inbox_id).sort());
});

test('an inbox key offers its inbox and no pod', async () => {
	useKey({ inbox_id: INBOX });
	expect(await choices('getInboxes')).toEqual([INBOX]);
	expect(await choices('getPods')).toEqual([]);
});

test('a refused key is a sentence', async () => {
	fixture.engine.useCredential(credentialFor(fixture.sandbox, 'am_us_unknown'));
	await expect(choices('getInboxes')).rejects.toThrow('did not accept the API key');
});
