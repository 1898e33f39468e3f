import type { AgentMailClient } from 'agentmail';

import { byId } from '../../scripts/n8n/workflow.mjs';

/** One call, made once by the official SDK and once by the node. */
export interface Case {
	/** As in the SDK: `inboxes.messages.send`. */
	method: string;
	/** `required` arguments only, `all` that the method takes, or `all pages` of a list. */
	arguments: 'required' | 'all' | 'all pages';
	sdk(client: AgentMailClient): Promise<unknown>;
	/** Parameters of the node. */
	node: { resource: string; operation: string; scope?: string };
	/** The input items, with files; without, one that is empty. */
	items?: object[];
	/** What the API answers first, where the next request depends on it. */
	answers?: object[];
	/** What the node's body has beyond the SDK's; `NOT_SENT` in differences.mts says why. */
	beyond?: object;
}

/** Ids that only arrive when they are encoded as the SDK does it. */
export const INBOX = 'sales+eu@agentmail.to';
export const MESSAGE = '<CAF=x1+y/2@mail.gmail.com>';
export const THREAD = '5f0f2a1c-7a2e-4f37/9a41?2f6f0c1d9e10';
export const DRAFT = '7c9e6679-7425-40de#944b e07fc1f90ae7';
export const ATTACHMENT = 'att/1?x';
export const POD = '11111111-2222-4333-8444-555555555555';
export const KEY = 'order-1042';
export const QUERY = 'invoice "overdue" & late';

export { byId };

/** Rows of a fixedCollection of names and values. */
export const rows = (entries: object) => ({
	pair: Object.entries(entries).map(([name, value]) => ({ name, value: String(value) })),
});

const MESSAGES = [MESSAGE, '<b@example.com>'];
/** Items about messages of one inbox go out in one request. */
export const SEVERAL = {
	sdk: { messageIds: MESSAGES },
	items: MESSAGES.map((id) => ({ id })),
	node: { messageId: byId('={{ $json.id }}') },
	answered: MESSAGES.map((message_id) => ({ message_id })),
};
