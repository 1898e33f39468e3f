import type { AgentMailEvent } from '../../events/event';
import { BoundedMap } from '../../shared/boundedMap';
import { textOf } from '../../shared/json';
import { mailId } from '../deduplication';

/** The event by which AgentMail says that it holds an email, and sends no other about it until somebody releases it. */
export const HOLDS = 'message.security.review';

interface Place {
	inboxId: string;
	messageId: string;
}

const MOST = 1000;

/**
 * Email that Agent Armor holds, or has not scanned yet where only clear email is wanted. It does not count as seen: once
 * it is released it starts a run, also if that happens while nobody listens, when its time is long past.
 */
export class Withheld {
	private readonly places = new BoundedMap<Place>(MOST);

	add({ inboxId, messageId }: Place): void {
		this.places.set(mailId(inboxId, messageId), { inboxId, messageId });
	}

	/** Learns from an event of the socket. */
	note({ type, inboxId, details }: AgentMailEvent): void {
		const messageId = textOf(details.message_id);
		if (type === HOLDS && inboxId !== undefined && messageId !== undefined) {
			this.add({ inboxId, messageId });
		}
	}

	delete({ inboxId, messageId }: Place): void {
		this.places.delete(mailId(inboxId, messageId));
	}

	/** The ids of messages by inbox. */
	byInbox(): Map<string, string[]> {
		const found = new Map<string, string[]>();
		for (const { inboxId, messageId } of this.places.values()) {
			found.set(inboxId, [...(found.get(inboxId) ?? []), messageId]);
		}
		return found;
	}
}
