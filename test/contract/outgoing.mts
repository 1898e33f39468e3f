/** One message, once in the SDK's words and once in the node's. */

const PDF = Buffer.from('%PDF-1.7');

const SDK_FILES = [
	{
		filename: 'invoice.pdf',
		contentType: 'application/pdf',
		contentDisposition: 'inline' as const,
		contentId: 'invoice',
		content: PDF.toString('base64'),
	},
	{ filename: 'terms.txt', contentType: 'text/plain', url: 'https://example.com/terms' },
	{ filename: 'note.txt', contentType: 'text/plain', content: 'SGVsbG8=' },
];
const NODE_FILES = {
	attachment: [
		{ source: 'binary', property: 'invoice', inline: true, contentId: 'invoice' },
		{
			source: 'url',
			url: 'https://example.com/terms',
			filename: 'terms.txt',
			contentType: 'text/plain',
		},
		{ source: 'base64', content: 'SGVsbG8=', filename: 'note.txt', contentType: 'text/plain' },
	],
};

/** The item that holds the file of the binary field. */
export const ITEM = {
	json: {},
	binary: {
		invoice: { data: PDF.toString('base64'), mimeType: 'application/pdf', fileName: 'invoice.pdf' },
	},
};

export const TO = {
	sdk: ['a@example.com', '"victim@a.io, x" <b@example.com>'],
	node: 'a@example.com, "victim@a.io, x" <b@example.com>',
};
export const SUBJECT = 'Grüße 👋';
export const TEXT = 'Hello';

/** Who else gets it. */
export const COPIES = {
	sdk: { cc: ['c@example.com', 'Dee "D" <d@example.com>'], bcc: ['e@example.com'] },
	node: { cc: 'c@example.com, Dee "D" <d@example.com>', bcc: ['e@example.com'] },
};

/** What drafts and messages both have. */
export const CONTENT = {
	sdk: {
		html: '<p>Hello</p>',
		replyTo: ['answers@example.com'],
		labels: ['outreach', 'vip'],
		attachments: SDK_FILES,
	},
	node: {
		html: '<p>Hello</p>',
		replyTo: 'answers@example.com',
		labels: 'outreach\nvip',
		attachments: NODE_FILES,
	},
};

/** What only messages have. */
export const SENDING = {
	sdk: { headers: { 'X-Ticket-ID': '1042' }, trackOpens: true },
	node: { headers: { pair: [{ name: 'X-Ticket-ID', value: '1042' }] }, trackOpens: true },
};

/** What a reply says of itself unless it is told not to. */
export const MARK = { 'Auto-Submitted': 'auto-replied' };

/** {@link SENDING} of a reply, in the SDK's words. */
export const REPLYING = { ...SENDING.sdk, headers: { ...SENDING.sdk.headers, ...MARK } };
