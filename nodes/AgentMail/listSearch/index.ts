import { searchAttachments } from './attachments';
import { searchInboxes } from './inboxes';
import { searchMessages } from './messages';
import { searchPods } from './pods';

/** What the pickers search, by the name that a picker gives. */
export const listSearch = { searchAttachments, searchInboxes, searchMessages, searchPods };
