import type { Wishes } from '../events/content';

/** What a person is asked, as it was when the mail went out: an expression is not read twice. */
export type Question = Approval | FreeText | AwaitedReply | DraftReview;

/** Words on the buttons of a decision. */
export interface Buttons {
	approve: string;
	/** `null`: one can only approve. */
	decline: string | null;
}

/** Yes or no. */
export interface Approval {
	kind: 'approval';
	subject: string;
	message: string;
	buttons: Buttons;
}

/** An answer in one's own words. */
export interface FreeText {
	kind: 'freeText';
	subject: string;
	message: string;
}

/** An answer by replying to the mail. */
export interface AwaitedReply {
	kind: 'reply';
	/** The webhook that exists for this pause only. */
	webhookId: string;
	/** Of the mails that ask. */
	threads: string[];
	messages: string[];
	wishes: Wishes;
}

/** Where a draft is. */
export interface DraftPlace {
	inboxId: string;
	draftId: string;
}

/** A draft in a pause. */
export interface DraftInPause extends DraftPlace {
	/** The same for every answer to the pause: under it AgentMail sends once, and says again what was sent. */
	sendKey: string;
}

/** Whether a draft may be sent. */
export interface DraftReview extends DraftInPause {
	kind: 'draft';
	subject: string;
	/** To the reviewer; may be empty. */
	message: string;
	buttons: Buttons;
	whenDeclined: 'keep' | 'delete';
}
