import { removeMessage } from '../mail/mailbox.mjs';
import type { Draft, Scope } from '../records.mjs';
import type { Store } from '../store.mjs';

/** Deletes an inbox with its mail, drafts, keys and webhooks (AgentMail docs: inboxes). */
export function removeInbox(store: Store, inbox_id: string): void {
	for (const message of store.messagesIn(inbox_id)) removeMessage(store, message);
	for (const draft of store.drafts.values()) {
		if (draft.inbox_id === inbox_id) removeDraft(store, draft);
	}
	store.use('inbox_count', -1, { inbox_id });
	store.inboxes.delete(inbox_id);
	removeBound(store, (scope) => scope.inbox_id === inbox_id);
	// A new inbox of the same address begins with an empty history.
	const others = store.labelEvents.filter((event) => event.inbox_id !== inbox_id);
	store.labelEvents.length = 0;
	for (const event of others) store.labelEvents.push(event);
}

/** Deletes the keys, webhooks and list entries of what is gone. */
function removeBound(store: Store, isGone: (scope: Scope) => boolean): void {
	for (const [id, key] of store.keys) if (isGone(key)) store.keys.delete(id);
	for (const [id, key] of store.publicKeys) if (isGone(key)) store.publicKeys.delete(id);
	for (const [id, entry] of store.listEntries) if (isGone(entry)) store.listEntries.delete(id);
	for (const [id, { scope }] of store.webhooks) if (isGone(scope)) store.webhooks.delete(id);
}

export function removeDraft(store: Store, draft: Draft): void {
	store.drafts.delete(draft.draft_id);
	for (const { attachment_id } of draft.attachments ?? []) store.files.delete(attachment_id);
}

/** Deletes an empty pod with its keys, webhooks and list entries. */
export function removePod(store: Store, pod_id: string): void {
	store.use('pod_count', -1, { pod_id });
	store.pods.delete(pod_id);
	removeBound(store, (scope) => scope.pod_id === pod_id);
}
