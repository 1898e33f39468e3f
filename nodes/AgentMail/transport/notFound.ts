/** What a 404 does not say: which part of the path is missing, and what to do about it. */
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

/** Path segments that stand where an id could, and are none. */
const ACTIONS: ReadonlySet<string> = new Set(['batch-get', 'batch-update', 'search', 'send']);

/**
 * What is missing, if the path alone tells: it names only one thing, or an id of the wrong form.
 *
 * @param url path of the request, with or without a query: `/v0/inboxes/a%40b.io/messages/send`
 */
export function missingAt(url: string): Missing | undefined {
	const named = thingsNamed(url);
	const [inbox, message, draft, thread] = ['inboxes', 'messages', 'drafts', 'threads'].map((each) =>
		named.get(each),
	);
	const wrong = message === undefined ? undefined : wrongMessageId(message);
	if (wrong) return wrong;
	if (thread !== undefined && /^<.+>$/.test(thread)) {
		return {
			what: `"${thread}" is not a thread ID. It is a message ID.`,
			advice: 'Use thread_id, or choose the resource Message to work with a message_id.',
		};
	}
	if (draft !== undefined && url.endsWith('/send')) {
		return {
			what: `The draft "${draft}" was not found.`,
			advice:
				'It may already have been sent. Sent drafts become messages: find it with Message: Get Many.',
		};
	}
	if (thread !== undefined && inbox !== undefined) {
		return {
			what: `The thread "${thread}" was not found in the inbox ${inbox}.`,
			advice: 'It may have been deleted, or be in another inbox.',
		};
	}
	const [only, ...others] = named;
	if (!only || others.length > 0) return undefined;
	const [collection, id] = only;
	return {
		what: `The ${NAMES[collection]} "${id}" was not found.`,
		advice:
			inbox !== undefined && !inbox.includes('@')
				? 'An inbox ID is the full email address, such as support@agentmail.to.'
				: 'It may have been deleted, or its ID has a typo. Look it up in a list.',
	};
}

/** For a message that the path does not name, because it stands in the body. */
export function missingMessage(inboxId: string, messageId: string): Missing {
	return (
		wrongMessageId(messageId) ?? {
			what: `The message "${messageId}" was not found in the inbox ${inboxId}.`,
			advice: 'It may have been deleted, or be in another inbox.',
		}
	);
}

/** What has not the form of a message's id, such as the id of a thread. */
export function wrongMessageId(id: string): Missing | undefined {
	if (/^<.+>$/.test(id)) return undefined;
	return {
		what: `"${id}" is not a message ID. Those look like <CAF=x1+y@mail.gmail.com>.`,
		advice: 'Use message_id, or choose the resource Thread to work with a thread_id.',
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
