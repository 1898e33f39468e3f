import { dateTime, flag } from '../operation/field';
import { wordList } from './list';

/** Filters that lists of messages and of threads share. */
export const mailFilters = {
	after: dateTime({ displayName: 'After', description: 'Only what came or went after this time' }),
	before: dateTime({
		displayName: 'Before',
		description: 'Only what came or went before this time',
	}),
	labels: wordList({
		displayName: 'Labels',
		placeholder: 'e.g. unread',
		description: 'Only what has all of these labels',
	}),
	ascending: flag({ displayName: 'Oldest First', description: 'Whether to start with the oldest' }),
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

interface MailFilters {
	after?: string;
	before?: string;
	labels?: string[];
	ascending?: boolean;
	includeSpam?: boolean;
	includeBlocked?: boolean;
	includeUnauthenticated?: boolean;
	includeTrash?: boolean;
}

/** The filters above as query parameters. */
export function mailQuery(filters: MailFilters) {
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
