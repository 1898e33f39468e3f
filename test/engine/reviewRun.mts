import { expect } from '@jest/globals';

import {
	ACTION,
	chain,
	type Visit,
	type WorkflowDefinition,
} from '../../scripts/engine/engine.mjs';
import { byId, INBOX, type Fixture } from './fixture.mjs';

/** A workflow that asks Jane, with these parameters, about these items. */
export function asks(parameters: object = {}, items: object[] = [{}]): WorkflowDefinition {
	const common = {
		resource: 'message',
		operation: 'sendAndWait',
		inboxId: byId(INBOX),
		to: 'jane@example.com',
		subject: 'Question',
		message: 'May I?',
	};
	return {
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
			{ name: 'Ask', type: ACTION, parameters: { ...common, ...parameters } },
		],
		connections: chain('Start', 'Items', 'Ask'),
	};
}

const linkIn = (text = '') => /https:\S+\/webhook-waiting\/\S+/.exec(text)![0];

/** Questions in n8n's engine, beside a sandbox. */
export function reviewsAt(at: Fixture) {
	const mails = () =>
		[...at.sandbox.store.messages.values()].filter(({ labels }) => labels.includes('sent'));

	/** Runs a workflow until it waits. */
	async function pausedIn(definition: WorkflowDefinition) {
		const run = await at.engine.run(definition);
		const { error } = run.data.resultData;
		if (error) throw new Error(error.message);
		expect(run.data.waitTill).toBeDefined();
		const links = mails()
			.filter(({ text }) => text?.includes('/webhook-waiting/'))
			.map(({ text }) => linkIn(text));
		const visit = async (link: string, request?: Visit) =>
			await at.engine.visit(run, definition, link, request);
		const post = async (
			link: string,
			form: Record<string, unknown>,
			headers: Record<string, string> = {},
		) => await visit(link, { method: 'POST', form, headers });
		return { definition, run, links, link: links.at(-1)!, visit, post };
	}

	const paused = async (parameters: object = {}, items?: object[]) =>
		await pausedIn(asks(parameters, items));
	return { mails, paused, pausedIn };
}

export const answerIn = (result: { workflowData?: unknown }) =>
	(result.workflowData as Array<Array<{ json: { data: unknown } }>> | undefined)?.[0]?.[0]?.json
		.data;

/** Where the form of a page goes. */
export const actionOf = (body: string, link: string) =>
	new URL(/<form[^>]* action="([^"]*)"/.exec(body)![1]!.replaceAll('&#38;', '&'), link).href;
