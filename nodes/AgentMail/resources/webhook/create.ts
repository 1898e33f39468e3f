import type { webhooks } from 'agentmail/serialization';

import { eventTypes, otherEvents } from './eventTypes';
import { clientId } from '../../fields/keys';
import { wordList } from '../../fields/list';
import { scope } from '../../fields/scope';
import { webhookHeaders } from './headers';
import { options, required, shownWhen, singleLine, trimmed } from '../../fields/field';
import { createOnce } from '../../operation/createOnce';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../shared/inputError';
import { path } from '../../transport/path';
import { MOST_IDS, refuseTooMany } from '../../webhooks/registered';
import { simplifyWebhook } from './simplify';

export const create = defineOperation({
	name: 'Create',
	action: 'Create webhook',
	description: 'Have events delivered to a URL. The AgentMail Trigger does this by itself.',
	api: 'webhooks.create',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		url: required(
			trimmed(
				singleLine({
					displayName: 'Webhook URL',
					placeholder: 'e.g. https://example.com/hook',
					description: 'Where to deliver events. You cannot change it later.',
				}),
			),
			'Enter the URL to deliver events to.',
		),
		events: eventTypes,
		options: options({
			otherEvents,
			clientId,
			headers: webhookHeaders,
			inboxIds: shownWhen(
				{ '/scope': ['organization', 'pod'] },
				wordList({
					displayName: 'Inboxes',
					placeholder: 'e.g. support@agentmail.to',
					description: `Only events of these inboxes, ${MOST_IDS} at most`,
				}),
			),
			podIds: shownWhen(
				{ '/scope': ['organization'] },
				wordList({
					displayName: 'Pods',
					placeholder: 'e.g. 11111111-2222-4333-8444-555555555555',
					description: `Only events of these pods, ${MOST_IDS} at most. Enter their IDs.`,
				}),
			),
		}),
	},
	async run({ scope, url, events, options }, call) {
		const { otherEvents = [], clientId: chosenId, headers, inboxIds, podIds } = options;
		const types = [...events, ...otherEvents];
		if (types.length === 0)
			throw new InputError('No event is chosen. Choose at least one under Events.');
		refuseTooMany('webhook', 'inboxes', inboxIds, 'Create several webhooks, or leave Inboxes out.');
		refuseTooMany('webhook', 'pods', podIds, 'Create several webhooks, or leave Pods out.');
		const body = {
			url,
			event_types: types as webhooks.CreateWebhookRequest.Raw['event_types'],
			headers,
			inbox_ids: inboxIds,
			pod_ids: podIds,
		};
		const creation = { what: 'webhook', path: path`${scope}/webhooks`, body, chosenId };
		return await createOnce<webhooks.Webhook.Raw>(creation, call);
	},
	simplify: simplifyWebhook,
});
