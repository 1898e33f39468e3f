import type { Resource } from '../../operation/operation';
import { deleteMessage } from './delete';
import { downloadAttachment } from './downloadAttachment';
import { downloadRaw } from './downloadRaw';
import { forward } from './forward';
import { get } from './get';
import { getAll } from './getAll';
import { markAsRead } from './markAsRead';
import { markAsUnread } from './markAsUnread';
import { moveToTrash } from './moveToTrash';
import { reply } from './reply';
import { replyAll } from './replyAll';
import { restore } from './restore';
import { search } from './search';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { waitFor } from './waitFor';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'E-mails of an inbox',
	operations: {
		send,
		delete: deleteMessage,
		downloadAttachment,
		downloadRaw,
		forward,
		get,
		getAll,
		markAsRead,
		markAsUnread,
		moveToTrash,
		reply,
		replyAll,
		restore,
		search,
		sendAndWait,
		waitFor,
	},
};
