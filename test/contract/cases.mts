import { apiKeys } from './apiKeys.mjs';
import type { Case } from './case.mjs';
import { domains } from './domains.mjs';
import { drafts } from './drafts.mjs';
import { inboxes } from './inboxes.mjs';
import { labels } from './labels.mjs';
import { listEntries } from './listEntries.mjs';
import { messages } from './messages.mjs';
import { metrics } from './metrics.mjs';
import { organization } from './organization.mjs';
import { pods } from './pods.mjs';
import { threadReplies, threads } from './threads.mjs';
import { webhooks } from './webhooks.mjs';

export const cases: Case[] = [
	...messages,
	...inboxes,
	...threads,
	...threadReplies,
	...drafts,
	...labels,
	...pods,
	...listEntries,
	...domains,
	...webhooks,
	...apiKeys,
	...metrics,
	...organization,
];
