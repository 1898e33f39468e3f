import { itsInboxId, messageId } from '../../fields/ids';
import { choice, options, text } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needs, AGENT_ARMOR } from '../../transport/availability';
import { path } from '../../transport/path';

const feedback = choice(
	{ displayName: 'Feedback', description: 'What the scan got right or wrong' },
	[
		{ name: 'Correct Review', value: 'correct_review' },
		{ name: 'Incorrect Review', value: 'incorrect_review' },
		{ name: 'Legitimate Agent Instruction', value: 'legitimate_agent_instruction' },
		{ name: 'Missed Threat', value: 'missed_threat' },
		{ name: 'Spam or Phishing', value: 'spam_or_phishing' },
	],
);

export const sendFeedback = defineOperation({
	name: 'Send Feedback',
	action: 'Send feedback on message scan',
	description: 'Tell AgentMail whether Agent Armor judged an email correctly',
	api: 'POST /v0/inboxes/{inbox_id}/messages/{message_id}/agent-armor/feedback',
	forPeopleOnly: true,
	fields: {
		inboxId: itsInboxId,
		messageId,
		feedback,
		options: options({
			notes: text({ displayName: 'Notes', description: 'More about it' }),
		}),
	},
	async run({ inboxId, messageId, feedback, options: { notes } }, { api }) {
		const at = path`/inboxes/${inboxId}/messages/${messageId}/agent-armor/feedback`;
		// Repeated, it might count twice.
		return await api.post(at, { feedback, notes }).catch(needs(AGENT_ARMOR));
	},
});
