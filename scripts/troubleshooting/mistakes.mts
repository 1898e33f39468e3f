import { byId } from '../n8n/workflow.mjs';
import { INBOX, type Scene } from './scene.mjs';

/**
 * The most likely mistakes and what n8n shows for each: the one source of
 * `docs/troubleshooting.md`, of the fast test in `test/engine` and of the one in a real n8n in `test/e2e`.
 */
export interface Mistake {
	/** What the person did. */
	mistake: string;
	/** The whole message that n8n shows. */
	shows(scene: Scene): string;
	/** Parameters of the action node, or of the trigger where `node` says so. */
	parameters(scene: Scene): Record<string, unknown>;
	node?: 'trigger';
	/** The binary field in which the incoming item has a file. Otherwise it has none. */
	file?: string;
	/** What the credential holds instead; `none`: the node has no credential. */
	credential?: 'none' | ((scene: Scene) => Record<string, unknown>);
}

/** What looks like a mistake and simply works. */
interface NoMistake {
	did: string;
	/** What happens, as the docs say it. */
	happens: string;
	parameters(scene: Scene): Record<string, unknown>;
	/** The message that went out, or the one that was changed. */
	becomes: Record<string, unknown>;
	/** What n8n shows beside the output. */
	hint?: string;
}

const inboxId = byId(INBOX);

const send = (changed: Record<string, unknown> = {}) => ({
	resource: 'message',
	operation: 'send',
	inboxId,
	to: 'jane@example.com',
	subject: 'Your order',
	text: 'It is on its way.',
	...changed,
});
const reply = (messageId: string) => ({
	resource: 'message',
	operation: 'reply',
	inboxId,
	messageId: byId(messageId),
	text: 'It is on its way.',
});
const listen = (changed: Record<string, unknown> = {}) => ({
	registration: 'automatic',
	events: ['message.received'],
	scope: 'inbox',
	inboxIds: [INBOX],
	...changed,
});
const draftFor = (sendAt: string) => ({
	...send(),
	resource: 'draft',
	operation: 'create',
	draftType: 'new',
	options: { sendAt },
});

/** What n8n itself says when somebody publishes an example as it is: nodes and parameters that it also marks in red. */
export const unfilled = {
	mistake: 'An example is published before its inbox is chosen',
	example: 'support-auto-reply',
	shows: sayNotFilled({ 'AgentMail Trigger': ['inboxIds'] }),
};

/** @param missing parameters by node */
export function sayNotFilled(missing: Record<string, string[]>): string {
	const nodes = Object.entries(missing).map(
		([node, parameters]) =>
			`Node "${node}":\n  - Missing or invalid required parameters: ${parameters.join(', ')}`,
	);
	const count = `${nodes.length} node${nodes.length === 1 ? '' : 's'}`;
	return `Cannot publish workflow: ${count} have configuration issues:\n\n${nodes.join('\n\n')}`;
}

export const mistakes: Mistake[] = [
	{
		mistake: 'No credential is chosen',
		credential: 'none',
		parameters: () => send(),
		shows: () =>
			'No AgentMail credential is selected. Open the node and select one at the top, or create one with an API key from the AgentMail console.',
	},
	{
		mistake: 'The API key is mistyped, incomplete or deleted',
		credential: () => ({ apiKey: 'am_us_mistyped' }),
		parameters: () => send(),
		shows: ({ server }) =>
			`AgentMail (${server}) did not accept the API key. Check in the AgentMail console that the key exists, and that you copied all of it.`,
	},
	{
		mistake: 'The API key belongs to another region',
		credential: () => ({ apiKey: 'am_eu_of_the_other_region', environment: 'us' }),
		parameters: () => send(),
		shows: () =>
			'The API key belongs to the EU region, but the AgentMail credential is set to the US region. Set Region to Automatic.',
	},
	{
		mistake: 'The base URL of an own server ends with /v0',
		credential: () => ({ environment: 'custom', baseUrl: 'https://agentmail.example.com/v0' }),
		parameters: () => send(),
		shows: () =>
			'The Base URL in the AgentMail credential must end after the host. Enter https://agentmail.example.com without a path such as /v0.',
	},
	{
		mistake: 'No server listens at the base URL; the test of the credential says the same',
		credential: () => ({ environment: 'custom', baseUrl: 'http://127.0.0.1:1' }),
		parameters: () => send(),
		shows: () =>
			'Could not reach http://127.0.0.1:1: nothing answers there. Check that the server is running. Check the Base URL in the AgentMail credential. If n8n runs in Docker, 127.0.0.1 is the container itself.',
	},
	{
		mistake: 'There is no server of that name, or n8n has no internet connection',
		credential: () => ({ environment: 'custom', baseUrl: 'https://agentmail.invalid' }),
		parameters: () => send(),
		shows: () =>
			"Could not reach https://agentmail.invalid: n8n can't find a server of this name. Check the Base URL in the AgentMail credential. Check the internet connection of the computer that n8n runs on, and its DNS.",
	},
	{
		mistake: 'The API key is bound to one pod, and the inbox belongs to another',
		credential: ({ podKey }) => ({ apiKey: podKey }),
		parameters: () => send(),
		shows: ({ pod }) =>
			`The inbox "support@agentmail.to" was not found. The API key is bound to the pod ${pod}. To reach anything outside it, use an organization API key.`,
	},
	{
		mistake: 'The inbox was deleted, or its address is mistyped',
		parameters: () => send({ inboxId: byId('suport@agentmail.to') }),
		shows: () =>
			'The inbox "suport@agentmail.to" was not found. It may have been deleted, or its ID has a typo. Look it up in a list.',
	},
	{
		mistake: 'The inbox is given by its name instead of its address',
		parameters: () => send({ inboxId: byId('Support') }),
		shows: () =>
			'The inbox "Support" was not found. An inbox ID is the full email address, such as support@agentmail.to.',
	},
	{
		mistake: 'To is empty, or its expression finds nothing',
		parameters: () => send({ to: '={{ $json.customer }}' }),
		shows: () => 'The message has no recipient. Fill in To, CC or BCC.',
	},
	{
		mistake: 'Text is empty, or its expression finds nothing',
		parameters: ({ message }) => ({ ...reply(message), text: '={{ $json.answer }}' }),
		shows: () =>
			'The message is empty. Fill in Text or HTML, or add Attachments under Options. If you use an expression, check that it returns a value.',
	},
	{
		mistake: 'The expression for an ID finds nothing',
		parameters: () => reply('={{ $json.mesage_id }}'),
		shows: () =>
			'Message is empty, and the incoming item has no message_id. Choose one from the list, or put a node before this one whose output has message_id, such as the AgentMail Trigger with Simplify on.',
	},
	{
		mistake: 'An address is mistyped',
		parameters: () => send({ to: 'jane.example.com' }),
		shows: () =>
			'To: "jane.example.com" is not an email address. Enter one such as jane@example.com or Jane Doe <jane@example.com>.',
	},
	{
		mistake: 'Two addresses in one field are separated by a space',
		parameters: () => send({ to: 'jane@example.com bob@example.com' }),
		shows: () =>
			'To: "jane@example.com bob@example.com" contains more than one address. Separate addresses with commas.',
	},
	{
		mistake: 'A name with a comma is not in quotes',
		parameters: () => send({ to: 'Doe, Jane <jane@example.com>' }),
		shows: () =>
			'To: "Doe" is not an email address. If it is part of a name with a comma, put the name in quotes: "Doe, Jane" <jane@example.com>.',
	},
	{
		mistake: 'More than 50 recipients',
		parameters: () =>
			send({ to: Array.from({ length: 51 }, (_, n) => `reader${n}@example.com`).join(', ') }),
		shows: () =>
			'A message can have at most 50 recipients (To, CC and BCC together), and this one has 51. Split the list into several items.',
	},
	{
		mistake: 'The subject contains a line break',
		parameters: () => send({ subject: 'Your order\nhas arrived' }),
		shows: () =>
			'Subject must be a single line. Remove the line break in "Your order has arrived".',
	},
	{
		mistake: 'The item has no file to attach',
		parameters: () =>
			send({
				options: { attachments: { attachment: [{ source: 'binary', property: 'invoice' }] } },
			}),
		shows: () =>
			'The item has no file in the binary field "invoice". Check the node that creates the file, or enter the name of the field that contains it.',
	},
	{
		mistake: 'The file to attach is in another binary field',
		file: 'invoice_pdf',
		parameters: () =>
			send({ options: { attachments: { attachment: [{ source: 'binary', property: 'data' }] } } }),
		shows: () => 'The item has no file in the binary field "data". It has files in: invoice_pdf.',
	},
	{
		mistake: 'HTML shows a picture that is not attached',
		parameters: () => send({ options: { html: '<img src="cid:logo">' } }),
		shows: () =>
			'HTML shows the image "cid:logo", but no attachment has the Content ID logo. Add the file under Attachments, with Inline on and this Content ID, or remove the image from HTML.',
	},
	{
		mistake: 'A file is Inline, but has no Content ID',
		parameters: () =>
			send({
				options: {
					attachments: {
						attachment: [{ source: 'url', url: 'https://example.com/logo.png', inline: true }],
					},
				},
			}),
		shows: () =>
			'Attachments: Inline needs a Content ID, by which the HTML shows the file: logo for <img src="cid:logo">.',
	},
	{
		mistake: 'An attachment is given as a path on your own computer',
		parameters: () =>
			send({
				options: {
					attachments: { attachment: [{ source: 'url', url: 'C:\\Users\\jane\\invoice.pdf' }] },
				},
			}),
		shows: () =>
			'Attachments: "C:\\Users\\jane\\invoice.pdf" is not a web address. Enter one that starts with https:// and opens without signing in.',
	},
	{
		mistake: 'Message: Reply is given the ID of a thread',
		parameters: ({ thread }) => reply(thread),
		shows: ({ thread }) =>
			`"${thread}" is not a message ID. Those look like <CAF=x1+y@mail.gmail.com>. Use message_id, or choose the resource Thread to work with a thread_id.`,
	},
	{
		mistake: 'Thread: Get is given the ID of a message',
		parameters: ({ message }) => ({
			resource: 'thread',
			operation: 'get',
			threadId: byId(message),
		}),
		shows: ({ message }) =>
			`"${message}" is not a thread ID. It is a message ID. Use thread_id, or choose the resource Message to work with a message_id.`,
	},
	{
		mistake: 'Inbox: Create is given a whole address as Username',
		parameters: () => ({ resource: 'inbox', operation: 'create', username: 'sales@example.com' }),
		shows: () =>
			'Username is only the part before the @. Enter sales, and put the domain (example.com) into Domain under Options. Without it, the address ends with @agentmail.to.',
	},
	{
		mistake: 'The draft has already been sent',
		parameters: ({ sentDraft }) => ({
			resource: 'draft',
			operation: 'send',
			inboxId,
			draftId: byId(sentDraft),
		}),
		shows: ({ sentDraft }) =>
			`The draft "${sentDraft}" was not found. It may already have been sent. Sent drafts become messages: find it with Message: Get Many.`,
	},
	{
		mistake: 'A draft is scheduled for a time that has passed',
		parameters: ({ past }) => draftFor(past),
		shows: ({ past }) =>
			`Send At: ${past} is in the past. Choose a time in the future, or leave it empty and use Draft: Send.`,
	},
	{
		mistake: 'A time is written as words',
		parameters: () => draftFor('tomorrow morning'),
		shows: () =>
			'Send At: "tomorrow morning" is not a date. Use a format such as 2026-01-31T09:00:00Z.',
	},
	{
		mistake: 'There are no labels to add',
		parameters: ({ message }) => ({
			resource: 'label',
			operation: 'add',
			target: 'message',
			inboxId,
			messageId: byId(message),
			labels: '={{ $json.labels }}',
		}),
		shows: () => 'Labels is empty. Enter at least one label, such as answered.',
	},
	{
		mistake: 'No email matches the filters of Wait For',
		parameters: () => ({
			resource: 'message',
			operation: 'waitFor',
			inboxId,
			filters: { from: 'no-reply@example.com' },
			options: { timeout: 1 },
		}),
		shows: () =>
			'No matching message arrived in support@agentmail.to within 1 second. Check Filters, or increase Longest Wait under Options.',
	},
	{
		mistake: 'The webhook trigger on an n8n that only this computer reaches',
		node: 'trigger',
		credential: () => ({ environment: 'auto', apiKey: 'am_us_any' }),
		parameters: () => listen(),
		shows: ({ n8n }) =>
			`AgentMail cannot reach this n8n at ${n8n}, an address inside your own network. Use the AgentMail WebSocket Trigger instead, or set N8N_WEBHOOK_URL (in older versions WEBHOOK_URL) to a public https:// address of n8n (a domain or a tunnel), restart n8n and publish the workflow again.`,
	},
	{
		mistake: 'Listen To is Inboxes, and no inbox is chosen',
		node: 'trigger',
		parameters: () => listen({ inboxIds: '={{ [] }}' }),
		shows: () => 'Choose at least one inbox, or set Listen To to All Inboxes.',
	},
	{
		mistake: 'The Senders filter contains a name',
		node: 'trigger',
		parameters: () => listen({ filters: { senders: 'Jane Doe' } }),
		shows: () =>
			'The filter Senders of the trigger contains "Jane Doe", which is neither an address nor a domain. Use jane@example.com, *@example.com or example.com.',
	},
];

export const noMistakes: NoMistake[] = [
	{
		did: 'Two addresses in one field, separated by a comma, a semicolon or a line break',
		happens: 'Both get the message.',
		parameters: () => send({ to: 'jane@example.com; "Roe, Bob" <bob@example.com>' }),
		becomes: { to: ['jane@example.com', '"Roe, Bob" <bob@example.com>'] },
	},
	{
		did: 'A label with a comma',
		happens:
			'You get two labels. For one label with a comma, use a JSON array: `["billing, urgent"]`.',
		parameters: ({ message }) => ({
			resource: 'label',
			operation: 'add',
			target: 'message',
			inboxId,
			messageId: byId(message),
			labels: 'billing, urgent',
		}),
		becomes: { labels: ['received', 'unread', 'billing', 'urgent'] },
	},
	{
		did: 'HTML in Text',
		happens: 'The message is sent as you wrote it, and n8n shows a hint:',
		hint: 'Text contains HTML tags, and recipients see them as they are. Put formatted text into HTML (Email Format).',
		parameters: () => send({ text: '<p>It is <b>on its way</b>.</p>' }),
		becomes: { text: '<p>It is <b>on its way</b>.</p>' },
	},
];
