import { expect, it } from '@jest/globals';
import { ACTION, INBOX, TRIGGER, type World } from './world.mjs';

export function pickersSuite(world: () => World): void {
	const search = async (filter?: string) =>
		await world().n8n.client.listSearch(
			{
				nodeType: ACTION,
				path: 'parameters.inboxId',
				method: 'searchInboxes',
				parameters: { resource: 'inbox', operation: 'get' },
				credentials: world().credentials,
			},
			filter === undefined ? {} : { filter },
		);

	it('list the inboxes', async () => {
		const { results } = await search();
		expect(results.map(({ value }) => value)).toContain(INBOX);
	});

	it('find an inbox by a part of its address', async () => {
		const { inbox_id } = world().sandbox.createInbox({ username: 'billing' });
		const { results } = await search('bill');
		expect(results.map(({ value }) => value)).toEqual([inbox_id]);
	});

	it('offer the trigger its inboxes', async () => {
		const choices = await world().n8n.client.loadOptions({
			nodeType: TRIGGER,
			path: 'parameters.inboxIds',
			method: 'getInboxes',
			credentials: world().credentials,
		});
		expect(choices.map(({ value }) => value)).toContain(INBOX);
	});
}
