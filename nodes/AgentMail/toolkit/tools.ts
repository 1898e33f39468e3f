import type { ProfileName } from '../agent/profile';
import type { Operation, Resource } from '../operation/operation';
import { draft } from '../resources/draft';
import { inbox } from '../resources/inbox';
import { label } from '../resources/label';
import { message } from '../resources/message';
import { thread } from '../resources/thread';

/** An operation as a tool. */
export interface ToolkitTool {
	/** As the model knows it, without the prefix of its toolkit. */
	name: string;
	/** `message.reply` */
	id: string;
	operation: Operation;
	/** The parameters that the model fills. It may also choose the inbox, where that is not fixed. */
	fills: string[];
}

/** What an agent can be given to do. */
export interface Use {
	name: string;
	value: string;
	description: string;
	/** The profiles that let it through; for the others its tools would do nothing but refuse. */
	profiles: ProfileName[];
	tools: ToolkitTool[];
}

const ANY: ProfileName[] = ['draftsOnly', 'full', 'readOnly', 'replyOnly'];

/** A new operation joins here, by a line that says what the model fills. */
export const USES: readonly Use[] = [
	{
		name: 'Label',
		value: 'label',
		description: 'Add and remove labels, such as answered',
		profiles: ['full'],
		tools: [tool(label, 'update', 'target', 'messageId', 'threadId', 'addLabels', 'removeLabels')],
	},
	{
		name: 'Read Threads',
		value: 'readThreads',
		description: 'List conversations and read them',
		profiles: ANY,
		tools: [
			tool(thread, 'getAll', 'limit', 'filters.labels', 'filters.senders', 'options.pageToken'),
			tool(thread, 'get', 'threadId'),
		],
	},
	{
		name: 'Reply',
		value: 'reply',
		description: 'Answer the sender of a message, or everyone on it where that is allowed',
		profiles: ['full', 'replyOnly'],
		tools: [
			tool(message, 'reply', 'messageId', 'text', 'options.html'),
			tool(message, 'replyAll', 'messageId', 'text', 'options.html'),
		],
	},
	{
		name: 'Search',
		value: 'search',
		description: 'Find conversations by words',
		profiles: ANY,
		tools: [tool(thread, 'search', 'query', 'filters.after', 'filters.before', 'limit')],
	},
	{
		name: 'Send',
		value: 'send',
		description: 'Send new email, forward messages and send drafts',
		profiles: ['full'],
		tools: [
			tool(message, 'send', 'to', 'options.cc', 'subject', 'text', 'options.html'),
			tool(message, 'forward', 'messageId', 'to', 'text'),
			tool(draft, 'send', 'draftId'),
		],
	},
	{
		name: 'Write Drafts',
		value: 'writeDrafts',
		description: 'Write, change and delete drafts, which a person or another node sends',
		profiles: ['draftsOnly', 'full'],
		tools: [
			tool(draft, 'create', 'draftType', 'messageId', 'to', 'subject', 'text', 'options.html'),
			tool(
				draft,
				'update',
				'draftId',
				'updateFields.to',
				'updateFields.subject',
				'updateFields.text',
				'updateFields.html',
			),
			tool(draft, 'getAll', 'limit', 'options.pageToken'),
			tool(draft, 'get', 'draftId'),
			tool(draft, 'delete', 'draftId'),
		],
	},
];

/** For an agent that may choose its inbox. */
export const FIND_INBOX = tool(inbox, 'getAll', 'limit', 'options.pageToken');

/** Its names are those of the operation's action: `Reply to message`. */
function tool(resource: Resource, operation: string, ...fills: string[]): ToolkitTool {
	const found = resource.operations[operation]!;
	return {
		name: found.action.toLowerCase().replaceAll(' ', '_'),
		id: `${resource.value}.${operation}`,
		operation: found,
		fills,
	};
}
