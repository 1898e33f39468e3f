import type { Resource } from '../routing/context.mjs';
import { mount, routeFinder } from '../routing/router.mjs';
import { agentArmor } from './agentArmor.mjs';
import { apiKeys } from './apiKeys.mjs';
import { auth } from './auth.mjs';
import { domains } from './domains.mjs';
import { drafts } from './drafts.mjs';
import { inboxes } from './inboxes.mjs';
import { inboxEvents } from './inboxEvents.mjs';
import { lists } from './lists.mjs';
import { messages } from './messages.mjs';
import { metrics } from './metrics.mjs';
import { organizations } from './organizations.mjs';
import { pollingWebhooks } from './pollingWebhooks.mjs';
import { pods } from './pods.mjs';
import { threads } from './threads.mjs';
import { webhooks } from './webhooks.mjs';

/** To add a resource: write its file beside this one and name it here. */
const resources: Resource[] = [
	auth,
	organizations,
	pods,
	inboxes,
	messages,
	agentArmor,
	threads,
	drafts,
	webhooks,
	pollingWebhooks,
	apiKeys,
	lists,
	domains,
	metrics,
	inboxEvents,
];

/** Every route of the sandbox, with the SDK method that calls it. */
export const routes = mount(resources);

export const findRoute = routeFinder(routes);
