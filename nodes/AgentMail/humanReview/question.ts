import type { DraftPlace, Reference } from '../agent/referenced';
import type { Wishes } from '../events/content';
import type { FormField } from './formFields';
import type { Section } from './preview';

/** What a person is asked, as it was when the email went out: an expression is not read twice. */
export type Question = Approval | AwaitedReply | CustomForm | DraftReview | FreeText | ToolReview;

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

/** An answer in a form of one's own. */
export interface CustomForm {
	kind: 'customForm';
	title: string;
	description: string;
	fields: FormField[];
	/** On the button that submits. */
	button: string;
	/** What the page says then. */
	submitted: string;
}

/** An answer by replying to the email. */
export interface AwaitedReply {
	kind: 'reply';
	/** The webhook that exists for this pause only. */
	webhookId: string;
	/** Of the emails that ask. */
	threads: string[];
	messages: string[];
	wishes: Wishes;
}

/** What tells a draft among sent messages, as it was when the person was asked. */
export interface Likeness {
	/** Nothing that was sent before; ISO 8601. */
	since: string;
	/** Addresses in To, CC and BCC, sorted. */
	recipients: string[];
	subject: string;
	/** With one space between words. */
	text: string;
	/** The message that it answers; empty for none. */
	answers: string;
	/** The subject of the emails that ask about it, which go out from the same inbox. */
	question: string;
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
	/** Whether its subject and text can be edited on the page. */
	isEditable: boolean;
	likeness: Likeness;
}

/** Whether an AI agent may use a tool as it wants to. */
export interface ToolReview {
	kind: 'tool';
	subject: string;
	/** From the person who built the workflow; may be empty. */
	message: string;
	buttons: Buttons;
	/** The tool, and what it is given. */
	call: Section[];
	/** What the call refers to. */
	references: Reference[];
	/** Of what they stood for when the person was asked. */
	referenced: string;
	/** Why nobody can approve it, if so: the name of a text. */
	obstacle?: 'toolUnknown' | 'toolUnresolved';
}
