import { searchApiKeys } from './apiKeys';
import { searchAttachments } from './attachments';
import { searchDomains } from './domains';
import { searchDrafts } from './drafts';
import { searchInboxes } from './inboxes';
import { searchInboxesAndPods } from './inboxesAndPods';
import { searchMessages } from './messages';
import { searchPods } from './pods';
import { searchThreads } from './threads';
import { searchWebhooks } from './webhooks';

/** What the pickers search, by the name that a picker gives. */
export const listSearch = {
	searchApiKeys,
	searchAttachments,
	searchDomains,
	searchDrafts,
	searchInboxes,
	searchInboxesAndPods,
	searchMessages,
	searchPods,
	searchThreads,
	searchWebhooks,
};
