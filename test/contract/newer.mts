import { byId, INBOX, MESSAGE, POD, type Case } from './case.mjs';

/** One request that SDK 0.5.27 cannot make: written out by hand, and held by the OpenAPI fragment of October 2026. */
export interface NewerCase {
	/** As in the fragment. */
	call: string;
	/** Parameters of the node. */
	node: Case['node'];
	/** The request: decoded path, query and body. */
	path: string;
	query?: string[];
	body?: object;
}

const START = '2026-01-01T00:00:00.000Z';
const END = '2026-01-02T00:00:00.000Z';
const LATER = '2027-01-01T00:00:00.000Z';

const PREFIXES = [
	{ template: '/v0', path: '/v0', node: {} },
	{
		template: '/v0/pods/{pod_id}',
		path: `/v0/pods/${POD}`,
		node: { scope: 'pod', podId: byId(POD) },
	},
	{
		template: '/v0/inboxes/{inbox_id}',
		path: `/v0/inboxes/${INBOX}`,
		node: { scope: 'inbox', inboxId: byId(INBOX) },
	},
];
type Prefix = (typeof PREFIXES)[number];

const upTo = (count: number, cases: (prefix: Prefix) => NewerCase[]) =>
	PREFIXES.slice(0, count).flatMap(cases);

const OF_MESSAGE = { inboxId: byId(INBOX), messageId: byId(MESSAGE) };
const ARMOR = {
	template: '/v0/inboxes/{inbox_id}/messages/{message_id}/agent-armor',
	path: `/v0/inboxes/${INBOX}/messages/${MESSAGE}/agent-armor`,
};

export const newer: NewerCase[] = [
	{
		call: `POST ${ARMOR.template}/release`,
		path: `${ARMOR.path}/release`,
		node: { resource: 'message', operation: 'release', ...OF_MESSAGE, ...{ reason: 'Known' } },
		body: { reason: 'Known' },
	},
	{
		call: `POST ${ARMOR.template}/feedback`,
		path: `${ARMOR.path}/feedback`,
		node: {
			resource: 'message',
			operation: 'sendFeedback',
			...OF_MESSAGE,
			...{ feedback: 'missed_threat' },
		},
		body: { feedback: 'missed_threat' },
	},
	{
		call: `POST ${ARMOR.template}/feedback`,
		path: `${ARMOR.path}/feedback`,
		node: {
			resource: 'message',
			operation: 'sendFeedback',
			...OF_MESSAGE,
			...{ feedback: 'incorrect_review', options: { notes: 'An ordinary order' } },
		},
		body: { feedback: 'incorrect_review', notes: 'An ordinary order' },
	},
	...upTo(3, ({ template, path, node }) => [
		{
			call: `GET ${template}/metrics/rates`,
			path: `${path}/metrics/rates`,
			node: { resource: 'metrics', operation: 'getRates', ...node },
		},
		{
			call: `GET ${template}/metrics/rates`,
			path: `${path}/metrics/rates`,
			node: {
				resource: 'metrics',
				operation: 'getRates',
				...node,
				...{
					filters: {
						rateTypes: ['bounce', 'complaint'],
						start: START,
						end: END,
						period: 600,
						window: 3600,
						limit: 25,
						descending: true,
					},
				},
			},
			query: [
				'descending=true',
				`end=${END}`,
				'limit=25',
				'period=600',
				'rate_types=["bounce","complaint"]',
				`start=${START}`,
				'window=3600',
			],
		},
		{
			call: `PATCH ${template}/webhooks/{webhook_id}`,
			path: `${path}/webhooks/ep_1`,
			node: {
				resource: 'webhook',
				operation: 'update',
				...node,
				...{ webhookId: byId('ep_1'), updateFields: { enabled: true } },
			},
			body: { enabled: true },
		},
		{
			call: `POST ${template}/api-keys`,
			path: `${path}/api-keys`,
			node: {
				resource: 'apiKey',
				operation: 'create',
				...node,
				...{ permissions: ['agent_armor_release'], options: { expiresAt: LATER } },
			},
			body: { permissions: { agent_armor_release: true }, expires_at: LATER },
		},
	]),
	...upTo(2, ({ template, path, node }) => [
		{
			call: `POST ${template}/inboxes`,
			path: `${path}/inboxes`,
			node: {
				resource: 'inbox',
				operation: 'create',
				...node,
				...{ options: { status: 'paused', clientId: 'c-1' } },
			},
			body: { status: 'paused', client_id: 'c-1' },
		},
		{
			call: `PATCH ${template}/inboxes/{inbox_id}`,
			path: `${path}/inboxes/${INBOX}`,
			node: {
				resource: 'inbox',
				operation: 'update',
				...node,
				...{ inboxId: byId(INBOX), updateFields: { status: 'active' } },
			},
			body: { status: 'active' },
		},
	]),
];

/** What the fragment has and the node leaves out on purpose: docs/actions.md says so. The queue trigger has the polling webhooks. */
export const LEFT_OUT_OF_NEWER =
	/\/calendar\b|\/apps\b|\/accounts\b|\/agent\/|\/webhooks\/polling|^\w+ \/api\/v1\//;

/** Changed calls that other contract cases make: what is new in them is read, not sent. */
export const SAME_REQUEST = /^GET .*\/attachments\/|^GET .*\/api-keys$/;
