import { dateTime, flag, required, text, trimmed, type Values } from './field';
import { wordList } from './list';

/** Lists come newest first unless told otherwise. */
export const ascending = flag({
	displayName: 'Oldest First',
	description: 'Whether to start with the oldest',
});

/** Words to search for; there is no search for nothing. */
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

/** Said of filters that look for a part of a text. */
export const ALL_MUST_BE_FOUND = 'If you enter several, all must be found';

/** Filters that lists of messages and of threads share. */
export const mailFilters = {
	after: dateTime({
		displayName: 'After',
		description: 'Only what was received or sent after this time',
	}),
	before: dateTime({
		displayName: 'Before',
		description: 'Only what was received or sent before this time',
	}),
	labels: wordList({
		displayName: 'Labels',
		placeholder: 'e.g. unread',
		description: 'Only what has all of these labels',
	}),
	ascending,
	includeSpam: flag({ displayName: 'Include Spam', description: 'Whether to include spam' }),
	includeBlocked: flag({
		displayName: 'Include Blocked',
		description: 'Whether to include mail from blocked senders',
	}),
	includeUnauthenticated: flag({
		displayName: 'Include Unauthenticated',
		description: 'Whether to include mail whose sender could not be verified',
	}),
	includeTrash: flag({ displayName: 'Include Trash', description: 'Whether to include the trash' }),
};

/** The filters above as query parameters. */
export function mailQuery(filters: Partial<Values<typeof mailFilters>>) {
	return {
		labels: filters.labels,
		before: filters.before,
		after: filters.after,
		ascending: filters.ascending,
		include_spam: filters.includeSpam,
		include_blocked: filters.includeBlocked,
		include_unauthenticated: filters.includeUnauthenticated,
		include_trash: filters.includeTrash,
	};
}
