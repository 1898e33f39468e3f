import type { Resource } from '../../operation/operation';
import { deleteMessage } from './delete';
import { downloadAttachment } from './downloadAttachment';
import { downloadRaw } from './downloadRaw';
import { forward } from './forward';
import { get } from './get';
import { getAll } from './getAll';
import { getAttachmentText } from './getAttachmentText';
import { markAsRead } from './markAsRead';
import { markAsUnread } from './markAsUnread';
import { moveToTrash } from './moveToTrash';
import { release } from './release';
import { reply } from './reply';
import { replyAll } from './replyAll';
import { restore } from './restore';
import { search } from './search';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendFeedback } from './sendFeedback';
import { waitFor } from './waitFor';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'Emails that were received or sent',
	operations: {
		send,
		reply,
		replyAll,
		forward,
		getAll,
		get,
		search,
		sendAndWait,
		waitFor,
		downloadAttachment,
		getAttachmentText,
		downloadRaw,
		markAsRead,
		markAsUnread,
		moveToTrash,
		restore,
		release,
		sendFeedback,
		delete: deleteMessage,
	},
};
