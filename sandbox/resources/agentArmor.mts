import { ApiError, invalid } from '../errors.mjs';
import { overrideEvent } from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import { HELD } from '../mail/agentArmor.mjs';
import { arrived } from '../mail/arrival.mjs';
import { relabel } from '../mail/mailbox.mjs';
import type { Context, Resource } from '../routing/context.mjs';
import { messageKey } from '../store.mjs';
import { namedMessage } from './messageAccess.mjs';

/** Scan of incoming mail (AgentMail docs: Agent Armor). No SDK has it yet. */
export const agentArmor: Resource = {
	name: 'agentArmor',
	levels: ['inbox'],
	routes: [
		{
			method: 'POST',
			path: '/messages/:message_id/agent-armor/release',
			permission: 'agent_armor_release',
			answer: release,
		},
		{
			method: 'POST',
			path: '/messages/:message_id/agent-armor/feedback',
			permission: 'message_read',
			answer: giveFeedback,
		},
	],
};

const FEEDBACK = [
	'correct_review',
	'incorrect_review',
	'missed_threat',
	'legitimate_agent_instruction',
	'spam_or_phishing',
];
const MOST_FEEDBACK = 20;
const LONGEST = 2048;

/** The same key may repeat it with the same reason, and gets the first answer again. */
function release(context: Context) {
	const { store, key } = context;
	const message = namedMessage(context);
	const reason = textIn(context, 'reason');
	if (reason === undefined || reason.trim() === '') {
		throw invalid(['reason'], 'Expected a reason that is not blank.');
	}
	const armor = message.agent_armor;
	const earlier = armor?.manual_override;
	const isRepeat = earlier?.reason === reason && earlier?.actor.api_key_id === key.api_key_id;
	if (earlier && isRepeat) return { manual_override: earlier };
	if (!armor || !message.labels.includes(HELD)) {
		throw new ApiError('conflict', 'The message is not held.', { fix: 'There is nothing to do.' });
	}
	const event = overrideEvent(store, message, {
		actor: { type: 'api_key', api_key_id: key.api_key_id },
		reason,
	});
	const { manual_override } = event.message;
	message.agent_armor = { ...armor, manual_override };
	relabel(store, message, [], [HELD]);
	publish(context, event);
	arrived(context, message);
	return { manual_override };
}

function giveFeedback(context: Context) {
	const { store } = context;
	const { inbox_id, message_id, agent_armor } = namedMessage(context);
	const feedback = textIn(context, 'feedback');
	textIn(context, 'notes');
	if (feedback === undefined || !FEEDBACK.includes(feedback)) {
		throw invalid(['feedback'], `Expected one of ${FEEDBACK.join(', ')}.`);
	}
	if (agent_armor?.status !== 'complete') {
		throw new ApiError('conflict', 'The message has no finished scan.');
	}
	const place = messageKey(inbox_id, message_id);
	const given = store.scanFeedback.get(place) ?? [];
	if (given.length >= MOST_FEEDBACK) {
		throw new ApiError('conflict', `The message has ${MOST_FEEDBACK} pieces of feedback already.`);
	}
	const feedback_id = store.uuid();
	store.scanFeedback.set(place, [...given, feedback_id]);
	return { feedback_id };
}

function textIn({ body }: Context, name: string): string | undefined {
	const value = (body as Record<string, unknown> | undefined)?.[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'string' || value.length > LONGEST) {
		throw invalid([name], `Expected text of at most ${LONGEST} characters.`);
	}
	return value;
}
