import type { webhooks } from 'agentmail/serialization';

import { eventTypes, otherEvents } from './eventTypes';
import { webhookId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { scope } from '../../fields/scope';
import { collection, flag, refuseUnchanged, shownWhen } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needsValues } from '../../transport/availability';
import { path } from '../../transport/path';
import { refuseTooMany } from '../../webhooks/registered';
import { simplifyWebhook } from './simplify';

// What can be chosen depends on the level: nothing for a webhook of an inbox.
const NOT_INBOX = { '/scope': ['organization', 'pod'] };
const ORGANIZATION = { '/scope': ['organization'] };

export const update = defineOperation({
	name: 'Update',
	action: 'Update webhook',
	description:
		'Change which events of which inboxes and pods are delivered. You cannot change the URL.',
	api: 'webhooks.update',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		webhookId,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field' },
			{
				events: eventTypes,
				otherEvents,
				enabled: flag({
					displayName: 'Enabled',
					default: true,
					description:
						'Whether AgentMail delivers to it. Turn it on again after failures; what was missed is not delivered.',
				}),
				addInboxIds: shownWhen(
					NOT_INBOX,
					wordList({
						displayName: 'Add Inboxes',
						placeholder: 'e.g. support@agentmail.to',
						description: 'Inboxes to add, separated by commas',
					}),
				),
				removeInboxIds: shownWhen(
					NOT_INBOX,
					wordList({
						displayName: 'Remove Inboxes',
						placeholder: 'e.g. support@agentmail.to',
						description: 'Inboxes to remove, separated by commas. One must stay.',
					}),
				),
				addPodIds: shownWhen(
					ORGANIZATION,
					wordList({
						displayName: 'Add Pods',
						placeholder: 'e.g. 11111111-2222-4333-8444-555555555555',
						description: 'IDs of pods to add, separated by commas',
					}),
				),
				removePodIds: shownWhen(
					ORGANIZATION,
					wordList({
						displayName: 'Remove Pods',
						placeholder: 'e.g. 11111111-2222-4333-8444-555555555555',
						description: 'IDs of pods to remove, separated by commas. One must stay.',
					}),
				),
			},
		),
	},
	async run({ scope, webhookId, updateFields }, { api }) {
		const {
			events,
			otherEvents = [],
			enabled,
			addInboxIds,
			removeInboxIds,
			addPodIds,
			removePodIds,
		} = updateFields;
		refuseTooMany('webhook', 'inboxes', addInboxIds, 'Spread them over several webhooks.');
		refuseTooMany('webhook', 'pods', addPodIds, 'Spread them over several webhooks.');
		const types = [...events, ...otherEvents];
		const body = {
			event_types: types.length > 0 ? types : undefined,
			enabled,
			add_inbox_ids: addInboxIds,
			remove_inbox_ids: removeInboxIds,
			add_pod_ids: addPodIds,
			remove_pod_ids: removePodIds,
		};
		refuseUnchanged(body, 'Add a field under Update Fields.');
		return await api
			.patch<webhooks.Webhook.Raw>(path`${scope}/webhooks/${webhookId}`, body)
			.catch(needsValues({ Enabled: enabled }));
	},
	simplify: simplifyWebhook,
});
