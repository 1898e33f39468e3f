/** Where the node differs from the SDK on purpose. The coverage test fails for an entry that is no longer true. */
export interface Difference {
	methods: RegExp;
	parameters: string[];
	why: string;
}

/** Arguments that no request of the SDK here holds. */
export const NOT_SENT: Difference[] = [
	{
		methods: /apiKeys\.create$/,
		parameters: ['public_key', 'client_id', 'expires_at'],
		why: 'SDK 0.5.27 drops them although its types offer them, and so makes a secret key where a public one was to be registered. The node sends them as the API documents: `beyond` in the cases.',
	},
	{
		methods: /messages\.reply$/,
		parameters: ['reply_all'],
		why: 'Reply to All is an operation of its own: whoever may reply to one must not reach everyone by an option.',
	},
];

/** Optional arguments that the node sends unasked. The SDK is given the same. */
export const ALWAYS_SENT: Difference[] = [
	{
		methods: /\.(list|search)$/,
		parameters: ['limit'],
		why: 'Limit is 50 until changed, as everywhere in n8n, and 100 a page with Return All.',
	},
	{
		methods: /(inboxes|pods|webhooks|drafts)\.create$/,
		parameters: ['client_id'],
		why: 'A create that n8n repeats must not create twice. Left empty, the node makes one.',
	},
	{
		methods: /messages\.(send|reply|replyAll|forward)$|drafts\.send$/,
		parameters: ['Idempotency-Key'],
		why: 'A send that n8n repeats must not mail twice. Left empty, the node makes one.',
	},
	{
		methods: /messages\.(reply|replyAll)$/,
		parameters: ['headers'],
		why: 'A workflow that answers says so (Auto-Submitted: auto-replied), so that two robots do not answer each other. An option switches it off.',
	},
	{
		methods: /messages\.(send|forward)$/,
		parameters: ['to'],
		why: 'The node refuses a message to nobody before it is sent.',
	},
	{
		methods: /messages\.(send|reply|replyAll)$/,
		parameters: ['text'],
		why: 'The node refuses a message without text, HTML and files before it is sent.',
	},
];

/** Methods without a `required` case: the node refuses a change of nothing, with a sentence that says what to fill in. */
export const NEVER_BARE =
	/(apiKeys|domains|drafts|inboxes|messages|threads|webhooks)\.(update(Headers)?|batchUpdate)$/;
