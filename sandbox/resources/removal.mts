import { removeMessage } from '../mail/mailbox.mjs';
import type { Draft } from '../records.mjs';
import type { Store } from '../store.mjs';

/** Deletes an inbox with its mail, drafts, keys and webhooks (AgentMail docs: inboxes). */
export function removeInbox(store: Store, inbox_id: string): void {
	for (const message of store.messagesIn(inbox_id)) removeMessage(store, message);
	for (const draft of store.drafts.values()) {
		if (draft.inbox_id === inbox_id) removeDraft(store, draft);
	}
	store.inboxes.delete(inbox_id);
	for (const key of store.keys.values()) {
		if (key.inbox_id === inbox_id) store.keys.delete(key.api_key_id);
	}
	for (const { webhook_id, scope } of store.webhooks.values()) {
		if (scope.inbox_id === inbox_id) store.webhooks.delete(webhook_id);
	}
}

export function removeDraft(store: Store, draft: Draft): void {
	store.drafts.delete(draft.draft_id);
	for (const { attachment_id } of draft.attachments ?? []) store.files.delete(attachment_id);
}

/** Deletes an empty pod with its keys and webhooks. */
export function removePod(store: Store, pod_id: string): void {
	store.pods.delete(pod_id);
	for (const key of store.keys.values()) {
		if (key.pod_id === pod_id) store.keys.delete(key.api_key_id);
	}
	for (const { webhook_id, scope } of store.webhooks.values()) {
		if (scope.pod_id === pod_id) store.webhooks.delete(webhook_id);
	}
}
