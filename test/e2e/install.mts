import { expect, it } from '@jest/globals';
import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Stage } from '../../scripts/stage.mjs';
import {
	ACTION,
	ADMIN,
	MEMORY,
	PACKAGE,
	QUEUE_TRIGGER,
	TOOL,
	TOOLKIT,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
} from './world.mjs';

/** @param humanReview whether this n8n knows human-review tools */
export function installSuite(world: () => Stage, humanReview = true): void {
	it('lists the package under Settings > Community nodes', async () => {
		const packages = await world().n8n.client.installedPackages();
		expect(packages).toHaveLength(1);
		expect(packages[0]?.packageName).toBe(PACKAGE);
		// n8n 1 says it only when it is so.
		expect(packages[0]?.failedLoading ?? false).toBe(false);
		const types = packages[0]?.installedNodes.map(({ type }) => type);
		expect(types).toEqual(expect.arrayContaining([ACTION, TRIGGER]));
	});

	const also = humanReview ? ', and the action node as human review' : '';
	it(`offers the nodes, one of them a tool for AI agents${also}`, async () => {
		const names = (await world().n8n.client.nodeTypes()).map(({ name }) => name);
		const ours = [ACTION, ADMIN, MEMORY, QUEUE_TRIGGER, TOOL, TOOLKIT, TRIGGER, WEB_SOCKET_TRIGGER];
		expect(names).toEqual(expect.arrayContaining(ours));
		for (const name of [ADMIN, TOOL, TOOLKIT, TRIGGER]) expect(names).not.toContain(`${name}Tool`);
		expect(names.includes(`${ACTION}HitlTool`)).toBe(humanReview);
	});

	if (humanReview) {
		it('describes the human review in fewer tokens than an AI builder reads at ease', async () => {
			const node = (await world().n8n.client.nodeTypes()).find(
				({ name }) => name === `${ACTION}HitlTool`,
			);
			type Generated = Parameters<typeof generateNodeTypeFile>[0];
			const definition = generateNodeTypeFile(node as unknown as Generated);
			expect(definition).toContain('approvalOptions');
			// Agent May, which would do nothing here: the tools behind the review have it.
			expect(definition).not.toContain('agentProfile');
			expect(countTokens(definition)).toBeLessThan(8_000);
		});
	}

	it('offers Custom API Call, and the credential in the HTTP Request node', async () => {
		const node = (await world().n8n.client.nodeTypes()).find(({ name }) => name === ACTION);
		expect(JSON.stringify(node)).toContain('Custom API Call');
		const credentials = await world().n8n.client.credentialTypes();
		expect(credentials.find(({ name }) => name === 'agentMailApi')).toHaveProperty('authenticate');
	});

	it('shows the fields of an operation before its first run', async () => {
		const { n8n } = world();
		const schema = await fetch(`${n8n.url}/schemas/${ACTION}/1.0.0/message/get.json`);
		expect(await schema.json()).toHaveProperty('properties.message_id', { type: 'string' });
	});

	it('loads without a complaint in n8n’s log', () => {
		const lines = world().n8n.log().split('\n');
		expect(lines.filter((line) => /agentmail/i.test(line) && /error|fail/i.test(line))).toEqual([]);
	});
}
