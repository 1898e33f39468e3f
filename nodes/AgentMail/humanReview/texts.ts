/**
 * All that the email and the page of a question say by themselves, apart from what is asked. Each can be replaced, so
 * that a page in another language has no English left.
 */
export const TEXTS = {
	/** Of the page: a language tag, as in HTML's `lang`. Dates are written in it too. */
	language: 'en',

	// The email.
	openingIsSafe:
		"Opening the page doesn't submit anything. Don't forward this link: anyone who has it can answer for you.",
	replyToAnswer: 'Reply to this email with your answer.',
	answerBy: 'Please answer by {date}.',
	alsoAsked: 'Also asked: {people}. The first answer counts.',
	attribution: 'This email was sent automatically with n8n.',
	answer: 'Answer',
	openForm: 'Open Form',
	pleaseReview: 'Please review: {subject}',
	draftWaits: 'This draft is waiting for your approval.',
	toolWaits: 'An AI agent wants to use a tool. It runs only if you approve.',

	// Forms.
	approve: 'Approve',
	decline: 'Decline',
	comment: 'Comment',
	optional: '(optional)',
	yourAnswer: 'Your answer',
	send: 'Send',
	writeAnswer: 'Please write an answer.',
	submit: 'Submit',
	required: '(required)',
	choose: 'Choose…',
	fieldRequired: 'Please fill in {field}.',
	fieldNumber: '{field} must be a number.',
	fieldDate: '{field} must be a date.',
	fieldEmail: '{field} must be an email address, such as jane@example.com.',
	fieldOption: 'Please choose one of the options of {field}.',
	fieldOptions: 'Please choose only among the options of {field}.',
	fieldLength: '{field} is too long. Please shorten it to {count} characters.',
	fieldExactly: 'Please choose exactly {count} of {field}.',
	fieldAtLeast: 'Please choose at least {count} of {field}.',
	fieldAtMost: 'Please choose at most {count} of {field}.',
	fileTooLarge: '{field}: the files may have {size} MB together.',
	fileType: '{field} takes only these files: {types}.',
	fileOne: '{field} takes one file.',
	filesAgain: 'Please choose your files once more.',
	fixAnswers: 'Your answer was not submitted yet:',

	// What comes of an answer.
	approvedTitle: 'Approved',
	declinedTitle: 'Declined',
	thanksTitle: 'Thank you',
	recorded: 'Your answer has been recorded. You can close this page.',
	linkInvalidTitle: 'This link is not valid',
	linkInvalid:
		'It is incomplete, or was made for something else. Open the link in the email again.',
	closedTitle: 'This request is closed',
	closed:
		'It has already been answered, or a newer question has replaced it. Check your inbox for a more recent email.',
	expiredTitle: 'This request has expired',
	expired: 'The workflow has continued without an answer.',
	wrongTitle: 'Something went wrong',
	wrong: 'AgentMail or n8n could not be reached.',
	notRecorded: 'Your answer was not recorded. Go back and try again in a moment.',

	// Drafts.
	approveAndSend: 'Approve and Send',
	sentTitle: 'Approved and sent',
	sent: 'The email is on its way. You can close this page.',
	sentEdited: 'The email is on its way as you have edited it. You can close this page.',
	sentBeforeTitle: 'Already sent',
	sentBefore: 'The draft was approved before you answered, and the email is on its way.',
	othersFirstTitle: 'Someone else is answering',
	othersFirst:
		'Another reviewer has just answered, so your answer was not used. Reload this page in a moment to see the result.',
	goneTitle: 'The draft is gone',
	gone: 'It was sent or deleted in the meantime, so this page can no longer send it: {subject}',
	continueWorkflow: 'Continue Workflow',
	unknownTitle: 'We cannot tell whether it was sent',
	unknown:
		'The draft is gone, and an email like it was sent from this inbox meanwhile. It may be the same one. Look at the sent messages, then end the workflow: it stops with an error.',
	endWorkflow: 'End Workflow',
	changed:
		'The draft has changed since the email was sent, or since you opened this page. This is how it reads now.',
	scheduled:
		'The draft is scheduled, so AgentMail sends it by itself. Take it off the schedule in AgentMail, then reload this page.',
	notSent: 'The email was not sent, and your answer was not recorded.',
	unconfirmed:
		"We couldn't confirm that the email was sent. Submit your answer again in a moment. It won't be sent twice.",
	editHere: 'You can edit the subject and the text before you approve.',
	formattedDraft: 'This draft is formatted (HTML), so you can approve or decline it, not edit it.',
	emptyEdit: 'An email needs a subject or a text.',
	longEdit: 'The text is too long. Please shorten it to {count} characters.',

	// Tools.
	tool: 'Tool',
	severalTools:
		'Several tools are behind this review. The name is what the agent says: n8n does not tell which of them runs. AgentMail tools run only if the name is true.',
	agentEnters: 'What the agent enters',
	toolDoes: 'What the tool will do',
	nothing: '(nothing)',
	askAgain: 'Ask Again',
	toolChanged:
		'What the agent refers to has changed since the email was sent. This is how it is now. It can only be approved when the agent asks again.',
	toolUnknown:
		'No tool behind this review has the name that the agent gives. It cannot be approved.',
	toolUnresolved: 'What the tool would do cannot be worked out here. It cannot be approved.',
	toolUnreadable:
		'The API key of this review cannot read what the agent refers to. It cannot be approved.',
	toolGone: 'What the agent refers to does not exist: {id}. It cannot be approved.',

	// What is shown.
	draft: 'Draft',
	message: 'Message',
	thread: 'Thread',
	forwarded: 'Forwarded message',
	answered: 'The message it answers',
	from: 'From',
	to: 'To',
	cc: 'CC',
	bcc: 'BCC',
	replyTo: 'Reply-To',
	subject: 'Subject',
	date: 'Date',
	senders: 'Senders',
	recipients: 'Recipients',
	messages: 'Messages',
	attachments: 'Attachments',
	bytes: '{count} bytes',
	none: '(none)',
	empty: '(empty)',
	text: 'Text',
	usualText: 'Text as most email programs show it',
	plainText: 'Plain text version, which differs',
	labels: 'Texts of images and fields',
	hidden: 'Parts that most email programs hide',
	links: 'Links and images',
	unreadableLink: 'a link that cannot be read: ',
	cutLink: '({count} characters)',
	cutLinkTo: '({count} characters, leads to {host})',
	cutText: '({count} more characters are not shown)',
};

export type Texts = typeof TEXTS;

/** A text with its `{name}` places filled in. */
export function filled(text: string, values: Record<string, string | number>): string {
	return text.replace(/\{(\w+)\}/g, (place, name: string) =>
		Object.hasOwn(values, name) ? String(values[name]) : place,
	);
}

/** Of the texts those that somebody has chosen. */
export const changesIn = (texts: Texts): Partial<Texts> =>
	Object.fromEntries(
		Object.entries(texts).filter(([name, text]) => text !== TEXTS[name as keyof Texts]),
	);
