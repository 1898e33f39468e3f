import { dateTime, flag, required, text, trimmed, type Values } from './field';
import { wordList } from './list';

/** Lists are newest first otherwise. */
export const ascending = flag({
	displayName: 'Oldest First',
	description: 'Whether to start with the oldest',
});

export const query = required(
	trimmed(
		text({
			displayName: 'Query',
			placeholder: 'e.g. invoice 1042',
			description: 'Words to search for',
		}),
	),
	'Enter the words to search for.',
);

/** Filters that lists of messages and of threads share; drafts have some of them. */
export const mailFilters = {
	after: dateTime({ displayName: 'After', description: 'Only results after this time' }),
	before: dateTime({ displayName: 'Before', description: 'Only results before this time' }),
	labels: wordList({
		displayName: 'Labels',
		placeholder: 'e.g. unread',
		description:
			'Only results with all of these labels, separated by commas. AgentMail itself sets received and sent.',
	}),
	subject: wordList({
		displayName: 'Subject',
		placeholder: 'e.g. invoice',
		description: 'Only subjects that contain all of these, separated by commas',
	}),
	ascending,
	includeSpam: flag({ displayName: 'Include Spam', description: 'Whether to include spam' }),
	includeBlocked: flag({
		displayName: 'Include Blocked',
		description: 'Whether to include email from blocked senders',
	}),
	includeUnauthenticated: flag({
		displayName: 'Include Unauthenticated',
		description: 'Whether to include email from unverified senders',
	}),
	includeTrash: flag({ displayName: 'Include Trash', description: 'Whether to include the trash' }),
};

/** The filters above as query parameters. */
export function mailQuery(filters: Partial<Values<typeof mailFilters>>) {
	return {
		labels: filters.labels,
		subject: filters.subject,
		before: filters.before,
		after: filters.after,
		ascending: filters.ascending,
		include_spam: filters.includeSpam,
		include_blocked: filters.includeBlocked,
		include_unauthenticated: filters.includeUnauthenticated,
		include_trash: filters.includeTrash,
	};
}
