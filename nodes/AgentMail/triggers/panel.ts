import type { INodeTypeDescription } from 'n8n-workflow';

type TriggerPanel = NonNullable<INodeTypeDescription['triggerPanel']>;

const TEST =
	'<b>While building your workflow</b>, click “Execute step”. The test starts with the latest email that the trigger lets in. If there is none yet, send an email to one of your AgentMail inboxes.';

/**
 * What n8n says beside a trigger while a person builds the workflow.
 *
 * @param publishing what happens once it is published
 * @param more what to know besides, before and after that
 */
export const triggerPanel = (
	publishing: string,
	more: { inactive?: string; active?: string } = {},
): TriggerPanel => ({
	header: 'Get events from AgentMail',
	executionsHelp: {
		inactive: paragraphs(
			TEST,
			`<b>Once you’re happy with your workflow</b>, publish it. ${publishing}`,
			more.inactive,
		),
		active: paragraphs(
			TEST,
			'<b>Your workflow is published</b>, so it also runs on every chosen event. Those runs show up in the executions list, not here.',
			more.active,
		),
	},
	activationHint: {
		inactive:
			'Once you’ve finished building your workflow, publish it so that it runs on every event.',
		active: 'The workflow runs on every chosen event.',
	},
});

const paragraphs = (...parts: Array<string | undefined>) =>
	parts.filter((part) => part !== undefined).join(' <br /><br />');
