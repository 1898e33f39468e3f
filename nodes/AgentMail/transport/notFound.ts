/** What a 404 leaves open: which part of the path is not there, and what to do about it. */
export interface Missing {
	what: string;
	advice: string;
}

const NAMES: Readonly<Record<string, string>> = {
	'api-keys': 'API key',
	domains: 'domain',
	drafts: 'draft',
	inboxes: 'inbox',
	messages: 'message',
	pods: 'pod',
	threads: 'thread',
	webhooks: 'webhook',
};

/** What stands where an id could stand. */
const ACTIONS: ReadonlySet<string> = new Set(['batch-get', 'batch-update', 'search', 'send']);

/**
 * Says what is missing where the path alone tells: it names one thing only, or an id that cannot be right.
 *
 * @param url path of the request, with or without a query: `/v0/inboxes/a%40b.io/messages/send`
 */
export function missingAt(url: string): Missing | undefined {
	const named = thingsNamed(url);
	const [inbox, message, draft] = ['inboxes', 'messages', 'drafts'].map((each) => named.get(each));
	if (message !== undefined && !/^<.+>$/.test(message)) {
		return {
			what: `"${message}" is not the ID of a message: that looks like <CAF=x1+y@mail.gmail.com>.`,
			advice: 'Take message_id, or choose the resource Thread to work with a thread_id.',
		};
	}
	if (draft !== undefined && url.endsWith('/send')) {
		return {
			what: `The draft "${draft}" was not found.`,
			advice:
				'It may have been sent already, which makes a message of it: look for that with Message: Get Many.',
		};
	}
	const [only, ...others] = named;
	if (!only || others.length > 0) return undefined;
	const [collection, id] = only;
	return {
		what: `The ${NAMES[collection]} "${id}" was not found.`,
		advice:
			inbox !== undefined && !inbox.includes('@')
				? 'The ID of an inbox is its whole e-mail address, such as support@agentmail.to.'
				: 'Choose one from the list: it may have been deleted, or its ID is mistyped.',
	};
}

/** The id that follows each collection of the path. */
function thingsNamed(url: string): Map<string, string> {
	const segments = (url.split('?')[0] ?? '').split('/');
	const named = new Map<string, string>();
	for (const [index, segment] of segments.entries()) {
		const id = segments[index + 1];
		if (segment in NAMES && id && !ACTIONS.has(id)) named.set(segment, decodeURIComponent(id));
	}
	return named;
}
