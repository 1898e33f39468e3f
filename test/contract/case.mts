import type { AgentMailClient } from 'agentmail';

/** One call, made once by the official SDK and once by the node. */
export interface Case {
	/** As in the SDK: `inboxes.messages.send`. */
	method: string;
	/** `required` arguments only, or `all` that the method takes. */
	arguments: 'required' | 'all';
	sdk(client: AgentMailClient): Promise<unknown>;
	/** Parameters of the node. */
	node: object;
	/** The input item, with files. */
	item?: object;
}

export const INBOX = 'sales+eu@agentmail.to';
export const MESSAGE = '<CAF=x1+y/2@mail.gmail.com>';
export const ATTACHMENT = 'att/1?x';
export const POD = '11111111-2222-4333-8444-555555555555';
export const KEY = 'order-1042';

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
