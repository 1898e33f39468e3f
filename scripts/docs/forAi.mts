import { parseWorkflowCode } from '@n8n/workflow-sdk';
import type { IBuilderHint } from 'n8n-workflow';

import { builderHint } from '../../nodes/AgentMail/operation/describe.js';
import { adminResources, mailResources } from '../../nodes/AgentMail/resources/index.js';
import { builderHint as triggerHint } from '../../nodes/AgentMail/triggers/builderHint.js';
import { workflowCode } from '../prompts.mjs';
import { withParts, type Generated } from './generated.mjs';

/** The workflows that people ask for most, by the prompts they were written for. */
const WORKFLOWS = [
	['auto-reply', 'Answer each email and label it'],
	['triage-with-approval', 'A person approves an answer before it is sent'],
	['digest', 'A daily digest'],
	['agent-with-tools', 'An AI agent that may read and reply'],
	['sign-up-code', 'Wait for an email and read a code'],
] as const;

/** `docs/for-ai.md`: what n8n's AI builders read of the nodes, and workflows that were written from it. */
export async function pageForAi(): Promise<Generated> {
	return await withParts(
		'docs/for-ai.md',
		{
			begin: '<!-- triggers: written by npm run docs -->',
			end: '<!-- end of triggers -->',
			text: contents(triggerHint(''))
				.flatMap(({ content }) => content.split('\n'))
				.map((line) => `- ${line}`)
				.join('\n'),
		},
		{
			begin: '<!-- operations: written by npm run docs -->',
			end: '<!-- end of operations -->',
			text: operations(),
		},
		{
			begin: '<!-- workflows: written by npm run docs -->',
			end: '<!-- end of workflows -->',
			text: WORKFLOWS.map(([prompt, title]) => `### ${title}\n\n${workflow(prompt)}`).join('\n\n'),
		},
	);
}

function operations(): string {
	return contents(builderHint([...mailResources, ...adminResources], 'person', ''))
		.map(({ content, displayOptions }) => {
			const { resource, operation } = displayOptions?.show ?? {};
			const [first = '', ...more] = content.split('\n');
			return [`- \`${String(resource)}\` \`${String(operation)}\`: ${first}`, ...more].join(
				'\n  - ',
			);
		})
		.join('\n');
}

const contents = ({ extraTypeDefContent }: IBuilderHint) => extraTypeDefContent ?? [];

/**
 * As n8n imports it: without credentials, which a person chooses, and without ids, which n8n makes. Notes are left out:
 * their names contain such an id.
 */
function workflow(prompt: string): string {
	const { name, nodes, connections } = parseWorkflowCode(workflowCode(prompt));
	const shown = nodes
		.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote')
		.map(({ id: _id, credentials: _credentials, webhookId: _, ...node }) => node);
	return `\`\`\`json\n${JSON.stringify({ name, nodes: shown, connections })}\n\`\`\``;
}
