import { downloadOptions } from '../../fields/attachmentFiles';
import { options, shownWhen } from '../../fields/field';
import { inboxId } from '../../fields/ids';
import { ask, asOne } from '../../humanReview/ask';
import { askForReply } from '../../humanReview/askForReply';
import { labelOf, offerOf } from '../../humanReview/decision';
import {
	appendAttribution,
	approvalOptions,
	buttonsOf,
	endOf,
	formLook,
	letterOptions,
	limitWaitTime,
	question,
	responseType,
	reviewers,
	subject,
	texts,
} from '../../humanReview/fields';
import {
	defineForm,
	formFields,
	jsonOutput,
	refuseFilesOnOldN8n,
} from '../../humanReview/formFields';
import { someone } from '../../humanReview/reviewers';
import { askAboutTool, isToolReview } from '../../humanReview/toolReview';
import { isUsualOfTools } from '../../humanReview/writtenMessage';
import { defineJointOperation } from '../../operation/operation';
import { InputError } from '../../shared/inputError';

const { downloadAttachments, binaryPropertyPrefix } = downloadOptions;
const ofReply = { '/responseType': ['reply'] };
const ofForm = { '/responseType': ['customForm'] };
const { responseFormTitle, responseFormDescription } = formLook;
const { responseFormButtonLabel, formSubmittedText } = formLook;

export const sendAndWait = defineJointOperation({
	name: 'Send and Wait for Response',
	action: 'Send message and wait for response',
	description: 'Email a question to a person and pause the workflow until they answer',
	api: ['inboxes.messages.send', 'inboxes.messages.reply'],
	fields: {
		inboxId,
		to: reviewers('To'),
		subject,
		message: question,
		responseType,
		approvalOptions: shownWhen({ responseType: ['approval'] }, approvalOptions),
		defineForm: shownWhen({ responseType: ['customForm'] }, defineForm),
		formFields: shownWhen({ responseType: ['customForm'] }, formFields),
		jsonOutput: shownWhen({ responseType: ['customForm'] }, jsonOutput),
		options: options({
			...letterOptions,
			limitWaitTime,
			appendAttribution,
			texts,
			responseFormTitle: shownWhen(ofForm, responseFormTitle),
			responseFormDescription: shownWhen(ofForm, responseFormDescription),
			responseFormButtonLabel: shownWhen(ofForm, responseFormButtonLabel),
			formSubmittedText: shownWhen(ofForm, formSubmittedText),
			downloadAttachments: shownWhen(ofReply, downloadAttachments),
			binaryPropertyPrefix: shownWhen(ofReply, binaryPropertyPrefix),
		}),
	},
	async runAll(values, [call]) {
		const { inboxId, to, subject, message = '', responseType, options, ...more } = asOne(values);
		const isTool = isToolReview(call.item.context);
		if (!subject || !(message || isTool)) throw new InputError('Fill in Subject and Message.');
		const { texts, cc, replyTo, inReplyTo, messageButtonLabel } = options;
		const attribution = options.appendAttribution === true;
		const asking = {
			inboxId,
			reviewers: someone(to, 'To'),
			until: endOf(options.limitWaitTime),
			letter: { subject, message, sections: [], attribution, cc, replyTo, inReplyTo },
			texts,
		};
		const buttons = buttonsOf(more.approvalOptions, texts);
		if (isTool) {
			const told = isUsualOfTools(call.item) ? texts.toolWaits : message;
			const letter = { ...asking.letter, message: told };
			return await askAboutTool({ ...asking, letter, buttons, button: messageButtonLabel }, call);
		}
		switch (responseType) {
			case 'reply':
				return await askForReply({ ...asking, ...options }, call);
			case 'freeText': {
				const question = { kind: responseType, subject, message } as const;
				return await ask({ ...asking, button: messageButtonLabel ?? texts.answer, question }, call);
			}
			case 'customForm': {
				const fields = more.formFields ?? more.jsonOutput ?? [];
				refuseFilesOnOldN8n(fields, call.item.context);
				const question = {
					kind: responseType,
					title: options.responseFormTitle ?? subject,
					description: options.responseFormDescription ?? message,
					fields,
					button: options.responseFormButtonLabel ?? texts.submit,
					submitted: options.formSubmittedText ?? texts.recorded,
				} as const;
				const button = messageButtonLabel ?? texts.openForm;
				return await ask({ ...asking, button, question }, call);
			}
			case 'approval': {
				const question = { kind: responseType, subject, message, buttons } as const;
				const button = messageButtonLabel ?? labelOf(offerOf(buttons));
				return await ask({ ...asking, button, question }, call);
			}
		}
	},
});
