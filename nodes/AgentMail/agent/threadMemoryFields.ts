import { includeAttachmentText } from '../fields/attachmentText';
import { flag, number, options, picker, text, trimmed } from '../fields/field';

/** As the trigger gives it, simplified or whole. */
const fromItem = (name: string) => `={{ $json.${name} ?? $json.message?.${name} }}`;

const located = (name: string) => ({ __rl: true as const, mode: 'id', value: fromItem(name) });

/** What the panel of the memory asks for. */
export const MEMORY_FIELDS = {
	inboxId: picker({
		displayName: 'Inbox',
		search: 'searchInboxes',
		example: 'support@agentmail.to',
		default: located('inbox_id'),
		description: 'The inbox that the agent answers from. What it sent counts as said by the agent.',
	}),
	threadId: picker({
		displayName: 'Thread',
		search: 'searchThreads',
		example: '3c1f0b7e-6a0d-4f7b-9a7e-0d6f3b2a1c55',
		default: located('thread_id'),
		description: 'The conversation to remember. Its ID is thread_id.',
	}),
	messageId: trimmed(
		text({
			displayName: 'Current Message',
			default: fromItem('message_id'),
			placeholder: 'e.g. <CAF=x1+y@mail.gmail.com>',
			description:
				'Message_id of the email that the agent is about to answer. It and later ones are left out. If empty, the whole thread is remembered.',
		}),
	),
	maxMessages: number({
		displayName: 'Messages',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 80 },
		description: 'How many messages to remember at most; the newest are kept',
	}),
	options: options({
		includeAttachmentText,
		includeCurrent: flag({
			displayName: 'Include Current Message',
			description:
				'Whether the memory ends with the current message, so that the prompt needs no text of the email. Unlike in a prompt, the text is marked as written by others.',
		}),
		maxCharacters: number({
			displayName: 'Characters',
			default: 30_000,
			typeOptions: { minValue: 500, maxValue: 1_000_000 },
			description: 'How long all messages together may be; the newest are kept',
		}),
	}),
};
