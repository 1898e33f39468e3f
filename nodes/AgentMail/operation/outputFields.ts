/** The fields of each operation's output. Written by `npm run docs`. */
export const OUTPUT_FIELDS: Readonly<Record<string, string>> = {
	'message.send': 'inbox_id, message_id, thread_id',
	'message.reply': 'inbox_id, message_id, thread_id',
	'message.replyAll': 'inbox_id, message_id, thread_id',
	'message.forward': 'inbox_id, message_id, thread_id',
	'message.getAll':
		'agent_armor, attachments[] (attachment_id, content_type, filename, size), from, from_name, inbox_id, labels, message_id, subject, text, thread_id, timestamp, to',
	'message.get':
		'attachments[] (attachment_id, content_type, filename, size), from, from_name, inbox_id, labels, message_id, subject, text, thread_id, timestamp, to',
	'message.search':
		'agent_armor, attachments[] (attachment_id, content_type, filename, size), from, from_name, highlights.subject, inbox_id, labels, message_id, subject, text, thread_id, timestamp',
	'message.sendAndWait': 'data.approved, data.timedOut',
	'message.waitFor':
		'attachments[] (attachment_id, content_type, filename, size), from, from_name, inbox_id, labels, message_id, subject, text, thread_id, timestamp, to',
	'message.downloadAttachment': 'attachment_id, content_disposition, content_type, filename, size',
	'message.getAttachmentText':
		'attachment_id, attachment_text, content_disposition, content_type, filename, size',
	'message.downloadRaw': 'content_type, filename, message_id, size',
	'message.markAsRead': 'labels, message_id',
	'message.markAsUnread': 'labels, message_id',
	'message.moveToTrash': 'labels, message_id',
	'message.restore': 'labels, message_id',
	'message.release':
		'inbox_id, manual_override.actor.api_key_id, manual_override.actor.type, manual_override.override_id, manual_override.reason, message_id',
	'message.sendFeedback': 'feedback_id',
	'message.delete': 'deleted, inbox_id, message_id',
	'thread.getAll':
		'inbox_id, labels, last_message_id, message_count, preview, recipients, senders, subject, thread_id, timestamp',
	'thread.get':
		'inbox_id, labels, last_message_id, message_count, messages[] (attachments[] (attachment_id, content_type, filename, size), from, from_name, inbox_id, labels, message_id, subject, text, thread_id, timestamp, to), recipients, senders, subject, thread_id',
	'thread.search':
		'highlights.subject, inbox_id, labels, last_message_id, message_count, preview, senders, subject, thread_id, timestamp',
	'thread.reply': 'inbox_id, message_id, thread_id',
	'thread.downloadAttachment': 'attachment_id, content_disposition, content_type, filename, size',
	'thread.moveToTrash': 'labels, thread_id',
	'thread.restore': 'labels, thread_id',
	'thread.delete': 'deleted, thread_id',
	'draft.create': 'attachments, draft_id, inbox_id, labels, subject, text, to, updated_at',
	'draft.update':
		'attachments[] (attachment_id, content_type, filename, size), draft_id, inbox_id, labels, send_at, send_status, subject, text, to, updated_at',
	'draft.send': 'inbox_id, message_id, thread_id',
	'draft.sendAndWait': 'data.approved, data.timedOut',
	'draft.getAll':
		'attachments[] (attachment_id, content_type, filename, size), draft_id, inbox_id, labels, send_at, send_status, subject, text, to, updated_at',
	'draft.get':
		'attachments[] (attachment_id, content_type, filename, size), draft_id, inbox_id, labels, send_at, send_status, subject, text, to, updated_at',
	'draft.downloadAttachment': 'attachment_id, content_disposition, content_type, filename, size',
	'draft.delete': 'deleted, draft_id, inbox_id',
	'label.add': 'labels, message_id',
	'label.remove': 'labels, message_id',
	'label.update': 'labels, message_id',
	'inbox.create': 'client_id, created_at, email, inbox_id, pod_id, updated_at',
	'inbox.getAll': 'created_at, display_name, email, inbox_id, metadata.tier, pod_id, updated_at',
	'inbox.get': 'created_at, display_name, email, inbox_id, metadata.tier, pod_id, updated_at',
	'inbox.search': 'created_at, display_name, email, inbox_id, metadata.tier, pod_id, updated_at',
	'inbox.update': 'created_at, display_name, email, inbox_id, metadata.tier, pod_id, updated_at',
	'inbox.getEvents':
		'created_at, event_at, event_id, event_type, inbox_id, label, message_id, organization_id, pod_id',
	'inbox.delete': 'deleted, inbox_id',
	'pod.create': 'client_id, created_at, name, pod_id, updated_at',
	'pod.getAll': 'client_id, created_at, name, pod_id, updated_at',
	'pod.get': 'client_id, created_at, name, pod_id, updated_at',
	'pod.delete': 'deleted, pod_id',
	'listEntry.create': 'created_at, direction, entry, entry_type, list_type, organization_id',
	'listEntry.getAll':
		'created_at, direction, entry, entry_type, list_type, organization_id, reason',
	'listEntry.get': 'created_at, direction, entry, entry_type, list_type, organization_id, reason',
	'listEntry.delete': 'deleted, direction, entry, list_type',
	'domain.create':
		'created_at, domain, domain_id, feedback_enabled, pod_id, reason, records[] (name, priority, status, type, value), status, subdomains_enabled, tracking_enabled',
	'domain.verify': 'domain_id, requested',
	'domain.getSetupLink': 'height, provider_name, state, supported, url, width',
	'domain.getZoneFile': 'domain_id, zone_file',
	'domain.getAll':
		'created_at, domain, domain_id, feedback_enabled, pod_id, subdomains_enabled, tracking_enabled, updated_at',
	'domain.get':
		'created_at, domain, domain_id, feedback_enabled, pod_id, reason, records[] (name, priority, status, type, value), status, subdomains_enabled, tracking_enabled',
	'domain.update':
		'created_at, domain, domain_id, feedback_enabled, pod_id, reason, records[] (name, priority, status, type, value), status, subdomains_enabled, tracking_enabled',
	'domain.delete': 'deleted, domain_id',
	'webhook.create': 'client_id, created_at, enabled, event_types, url, webhook_id',
	'webhook.getAll': 'client_id, created_at, enabled, event_types, url, webhook_id',
	'webhook.get': 'client_id, created_at, enabled, event_types, url, webhook_id',
	'webhook.update': 'client_id, created_at, enabled, event_types, url, webhook_id',
	'webhook.getHeaders': 'header_names',
	'webhook.updateHeaders': 'updated, webhook_id',
	'webhook.delete': 'deleted, webhook_id',
	'apiKey.create': 'api_key, api_key_id, created_at, name, prefix',
	'apiKey.getAll': 'api_key_id, created_at, name, permissions.message_read, prefix, type, used_at',
	'apiKey.get': 'api_key_id, created_at, name, permissions.message_read, prefix, type',
	'apiKey.update': 'api_key_id, created_at, name, permissions.message_read, prefix, type',
	'apiKey.delete': 'api_key_id, deleted',
	'metrics.getUsage': 'timestamp, usage_type, value',
	'metrics.getEvents': 'count, event_type, timestamp',
	'metrics.getRates': 'rate_type, sent, timestamp',
	'organization.get': 'created_at, domain_count, inbox_count, organization_id',
	'organization.getIdentity': 'api_key_id, organization_id, scope_id, scope_type',
};
